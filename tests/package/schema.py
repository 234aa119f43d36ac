# Holds a bill of materials to CycloneDX's published schema: python3 schema.py FOLDER-OF-SCHEMAS BOM. Also proves that the check can fail.
import json
import sys
import warnings

warnings.simplefilter("ignore", DeprecationWarning)
import jsonschema

folder, file = sys.argv[1:]
store = {}
for name in ("bom-1.6", "spdx", "jsf-0.82", "cryptography-defs"):
    with open(f"{folder}/{name}.SNAPSHOT.schema.json", encoding="utf-8") as source:
        schema = json.load(source)
    store[schema["$id"]] = store[f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json"] = schema
main = store["http://cyclonedx.org/schema/bom-1.6.schema.json"]
validator = jsonschema.Draft7Validator(main, resolver=jsonschema.RefResolver(main["$id"], main, store=store))
with open(file, encoding="utf-8") as source:
    bom = json.load(source)
errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(bom)]
print("\n".join(errors))
bom["components"][0]["type"] = "nonsense"
sys.exit(1 if errors or validator.is_valid(bom) else 0)
