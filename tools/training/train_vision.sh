#!/bin/sh
# Trains and packages the vision models: sh tools/training/train_vision.sh [SCRATCH]. Needs make build, for edge-synth and edge-agent. Half an hour on one idle core.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
scratch=${1:-$root/.cache/vision}
python=${PYTHON:-/usr/bin/python3}
synth=$root/artifacts/bin/edge-synth
agent=$root/artifacts/bin/edge-agent
mkdir -p "$scratch"
cd "$scratch"
"$synth" fields --count 260 --width 640 --height 640 --spores 70 --debris 80 --even --seed 101 --out fields/train --masks fields/train-masks --truth fields/train.json
"$synth" fields --count 40 --width 640 --height 640 --spores 25 --debris 60 --seed 202 --out fields/val --truth fields/val.json
"$synth" scenes --count 2600 --seed 303 --out scenes/train --truth scenes/train.json --weather scenes/train.csv
"$synth" scenes --count 250 --seed 404 --out scenes/val --truth scenes/val.json --weather scenes/val.csv
cd "$here"
"$python" -m vision.spores "$scratch" --agent "$agent"
"$python" -m vision.objects "$scratch"
"$python" -m vision.scenes "$scratch"
"$python" -m vision.golden "$scratch" --agent "$agent"
