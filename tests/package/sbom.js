// Holds an unpacked package to its own bill of materials: every native library and model is in it, with the hash that it has; every component says what it is.
//   node tests/package/sbom.js FOLDER
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

const root = process.argv[2];
const lib = path.join(root, 'usr/lib/edge-agent');
const bom = JSON.parse(fs.readFileSync(path.join(root, 'usr/share/doc/edge-agent/sbom.cdx.json'), 'utf8'));
const problems = [];
const sha256 = file => crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex');
const all = bom.components.flatMap(component => [component, ...(component.components ?? [])]);
const hashes = new Set(all.flatMap(component => component.hashes ?? []).map(entry => entry.content));

for (const file of fs.readdirSync(lib)) if (/\.so(\.|$)/.test(file) && !hashes.has(sha256(path.join(lib, file)))) problems.push(`${file} is not in it with its hash`);
for (const file of fs.readdirSync(path.join(lib, 'models/repository'), { recursive: true })) if (file.endsWith('.onnx') && !hashes.has(sha256(path.join(lib, 'models/repository', file)))) problems.push(`${file} is not in it with its hash`);
const control = bom.components.filter(component => component.purl?.startsWith('pkg:deb/'));
for (const name of ['libsndfile1', 'libsoxr0', 'libmosquitto1', 'libsqlite3-0']) if (!control.some(component => component.name === name && component.scope === 'required')) problems.push(`${name} is not in it`);
const refs = all.map(component => component['bom-ref']);
if (new Set(refs).size !== refs.length) problems.push('two components have one bom-ref');
for (const component of bom.components) if (!component.purl?.startsWith('pkg:deb/') && !(component.licenses?.length > 0)) problems.push(`${component.name} has no licence`);
if (!bom.dependencies.every(entry => entry.ref === bom.metadata.component['bom-ref'] || refs.includes(entry.ref))) problems.push('a dependency names what is not there');

const copyright = fs.readFileSync(path.join(root, 'usr/share/doc/edge-agent/copyright'), 'utf8');
const stanzas = copyright.split(/\n\n(?=\S)/);
const named = new Set(stanzas.filter(text => text.startsWith('Files:')).map(text => /^License: (\S+)$/m.exec(text)?.[1]));
for (const license of named) if (!stanzas.some(text => new RegExp(`^License: ${license}\n \\S`).test(text))) problems.push(`the copyright file has no text of the licence ${license}`);
const notices = require('zlib').gunzipSync(fs.readFileSync(path.join(root, 'usr/share/doc/edge-agent/THIRD-PARTY-NOTICES.gz'))).toString();
for (const component of bom.components) if (/^pkg:(nuget|npm)\//.test(component.purl ?? '') && !notices.includes(`\n${component.name} ${component.version}\n`)) problems.push(`${component.name} has no notice`);

for (const problem of problems) console.log(problem);
process.exit(problems.length > 0 ? 1 : 0);
