#!/bin/sh
# Trains, tunes, packages and evaluates the humpback model: sh tools/training/train_humpback.sh [DATA] [SCRATCH]
# An hour to an hour and a half on two idle cores. Everything is seeded.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
data=${1:-$root/../shared/data/audio}
scratch=${2:-$root/.cache/training}
package=$root/models/repository/humpback/1
python=${PYTHON:-/usr/bin/python3}
baseline=${BASELINE:-$data/../../models/humpback-cnn-baseline/model.onnx}
mkdir -p "$scratch/node"
[ -d "$scratch/node/node_modules/onnxruntime-node" ] || (cd "$scratch/node" && npm install --silent --ignore-scripts onnxruntime-node@1.29.0)
modules=$scratch/node/node_modules
cd "$here"
"$python" -m humpback.train --data "$data" --out "$scratch/first" --steps 3000 --stop 1500 --seed 1
"$python" -m humpback.train --data "$data" --out "$scratch/second" --steps 1900 --seed 2 --second --hard 0.3 --init "$scratch/first/last.pt" --lr 1.2e-3
"$python" -m humpback.tune "$scratch/second/last.pt" --data "$data" --hours 1.5 --out "$scratch/events.json"
"$python" -m humpback.package "$scratch/second/last.pt" --out "$package" --modules "$modules" --events "$scratch/events.json"
"$python" -m humpback.evaluate "$package/model.onnx" --name humpback --params "$package/model.json" --modules "$modules" --data "$data" --out "$scratch/eval"
if [ -f "$baseline" ]; then
  "$python" -m humpback.evaluate "$baseline" --name baseline --window 15600 --hop 7800 --noise 0 --modules "$modules" --data "$data" --out "$scratch/eval"
  "$python" -m humpback.figures "$scratch/eval" humpback --params "$package/model.json" --baseline baseline --out "$package"
  "$python" -m humpback.card "$scratch/eval" humpback --package "$package" --baseline baseline
else
  "$python" -m humpback.figures "$scratch/eval" humpback --params "$package/model.json" --out "$package"
  "$python" -m humpback.card "$scratch/eval" humpback --package "$package"
fi
