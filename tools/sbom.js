// What a package is made of: a bill of materials (CycloneDX 1.6), the notices of everything that is not the project's own, and Debian's machine-readable copyright file.
//   node tools/sbom.js --lib FOLDER --arch amd64|arm64 --version V --date EPOCH --pins FILE --debian FILE --licenses FOLDER --out FILE --notices FILE --copyright FILE
// It reads what was really packed (the programs' .deps.json, every native library, every model) and fails on anything whose origin or licence it does not know.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const os = require('os');
const path = require('path');

const fail = sentence => { process.stderr.write(`sbom: ${sentence}\n`); process.exit(1); };
const options = {};
for (let i = 2; i < process.argv.length; i += 2) options[process.argv[i].replace(/^--/, '')] = process.argv[i + 1];
for (const needed of ['lib', 'arch', 'version', 'date', 'pins', 'debian', 'licenses', 'out', 'notices', 'copyright']) if (!options[needed]) fail(`--${needed} is missing`);
const { lib } = options;

const hash = (algorithm, data) => crypto.createHash(algorithm).update(data).digest('hex');
const sha256 = file => [{ alg: 'SHA-256', content: hash('sha256', fs.readFileSync(file)) }];
const inLib = file => path.join(lib, file);
const PACKAGES = process.env.NUGET_PACKAGES || path.join(os.homedir(), '.nuget/packages');

/** What the project's own maintainers say of a NuGet package, from where it was restored to. */
function nuget(name, version) {
  const folder = path.join(PACKAGES, name.toLowerCase(), version);
  const spec = path.join(folder, `${name.toLowerCase()}.nuspec`);
  if (!fs.existsSync(spec)) fail(`${name} ${version} is packed but not restored in ${PACKAGES}; run: dotnet restore EdgeAgent.sln`);
  const text = fs.readFileSync(spec, 'utf8');
  const tag = pattern => (pattern.exec(text)?.[1] ?? '').trim();
  const license = tag(/<license type="expression">([^<]+)</);
  if (!license) fail(`${name} ${version} states no licence expression; look at it before it is shipped`);
  const archive = path.join(folder, `${name.toLowerCase()}.${version}.nupkg.sha512`);
  return {
    name, version, license,
    copyright: tag(/<copyright>([^<]+)</) || tag(/<authors>([^<]+)</),
    sha512: Buffer.from(fs.readFileSync(archive, 'utf8').trim(), 'base64').toString('hex'),
    // Of what is in it, without the signature of the registry: what the build resolved to.
    content: JSON.parse(fs.readFileSync(path.join(folder, '.nupkg.metadata'), 'utf8')).contentHash,
    texts: fs.readdirSync(folder).filter(file => /^(licen[cs]e|third-?party-?notices?)(\.txt|\.md)?$/i.test(file)).sort().map(file => path.join(folder, file)),
    files: new Set(),
  };
}

// The managed side: what the three programs were resolved to.
const packages = new Map();
const own = new Set();
for (const file of fs.readdirSync(lib).filter(name => name.endsWith('.deps.json')).sort()) {
  const deps = JSON.parse(fs.readFileSync(inLib(file), 'utf8'));
  for (const [key, library] of Object.entries(deps.libraries)) {
    const slash = key.lastIndexOf('/');
    const [name, version] = [key.slice(0, slash).replace(/^runtimepack\./, ''), key.slice(slash + 1)];
    const assets = Object.values(deps.targets).flatMap(target => Object.entries(target[key] ?? {}).filter(([kind]) => kind === 'runtime' || kind === 'native').flatMap(([, value]) => Object.keys(value)));
    const files = assets.map(asset => path.basename(asset)).filter(asset => fs.existsSync(inLib(asset)));
    if (library.type === 'project') {
      files.forEach(asset => own.add(asset));
      own.add(`${name}.dll`);
      continue;
    }
    if (!packages.has(key)) packages.set(key, nuget(name, version));
    const known = packages.get(key);
    if (library.sha512 && library.sha512 !== `sha512-${known.content}`) fail(`${name} ${version} in ${PACKAGES} is another one than the programs were built with`);
    files.forEach(asset => known.files.add(asset));
  }
}

// The native side: pinned by hash, or part of one of the packages above.
const pins = new Map(fs.readFileSync(options.pins, 'utf8').split('\n').filter(Boolean).map(line => line.split(/\s+/)).map(([digest, file]) => [file, digest]));
const native = options.arch === 'arm64' ? 'arm64' : 'x64';
const setup = fs.readFileSync(path.join(__dirname, 'setup.sh'), 'utf8');
const onnx = { version: /^ORT_VERSION=(.+)$/m.exec(setup)?.[1] ?? fail('tools/setup.sh names no ORT_VERSION'), integrity: /^ORT_INTEGRITY='(.+)'$/m.exec(setup)?.[1] ?? fail('tools/setup.sh names no ORT_INTEGRITY') };
const onnxFile = 'libonnxruntime.so.1';
const onnxHash = sha256(inLib(onnxFile));
if (pins.get(`linux-${native}/${onnxFile}`) !== onnxHash[0].content) fail(`${onnxFile} has another hash than ${options.pins} says`);

const programs = ['edge-agent', 'edgectl', 'edge-subscriber'];
const claimed = new Set([onnxFile, ...own, ...programs, ...programs.map(name => `${name}.dll`), ...[...packages.values()].flatMap(known => [...known.files])]);
const isCode = name => { const head = Buffer.alloc(4); const file = fs.openSync(inLib(name)); fs.readSync(file, head, 0, 4, 0); fs.closeSync(file); return head.toString('latin1') === '\x7fELF' || head.toString('latin1', 0, 2) === 'MZ'; };
for (const entry of fs.readdirSync(lib, { withFileTypes: true })) if (entry.isFile() && !claimed.has(entry.name) && isCode(entry.name)) fail(`${entry.name} is packed, but nothing says where it comes from`);

const components = [];
const sorted = [...packages.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
for (const known of sorted) {
  const purl = `pkg:nuget/${known.name}@${known.version}`;
  components.push({
    'type': /\.Runtime\./.test(known.name) ? 'framework' : 'library', 'bom-ref': purl, name: known.name, version: known.version, scope: 'required',
    hashes: [{ alg: 'SHA-512', content: known.sha512 }], licenses: [{ expression: known.license }], copyright: known.copyright, purl,
    ...([...known.files].some(file => /\.so(\.|$)/.test(file)) ? { components: [...known.files].filter(file => /\.so(\.|$)/.test(file)).sort().map(file => ({ 'type': 'file', 'bom-ref': `file:${file}`, name: file, hashes: sha256(inLib(file)) })) } : {}),
  });
}
components.push({
  'type': 'library', 'bom-ref': `pkg:npm/onnxruntime-node@${onnx.version}#${onnxFile}`, name: 'ONNX Runtime', version: onnx.version, description: `The native library of the npm package onnxruntime-node, linux-${native}.`, scope: 'required',
  hashes: onnxHash, licenses: [{ license: { id: 'MIT' } }], copyright: 'Copyright (c) Microsoft Corporation', purl: `pkg:npm/onnxruntime-node@${onnx.version}`,
  properties: [{ name: 'edge-agent:npm-integrity', value: `sha512-${onnx.integrity}` }],
});

const models = [];
const repository = inLib('models/repository');
for (const name of fs.readdirSync(repository).sort()) for (const version of fs.readdirSync(path.join(repository, name)).sort()) {
  const folder = path.join(repository, name, version);
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'model.json'), 'utf8'));
  if (!manifest.license) fail(`models/repository/${name}/${version}/model.json states no license`);
  const ref = `model:${name}@${version}`;
  models.push({ name, version, license: manifest.license });
  components.push({
    'type': 'machine-learning-model', 'bom-ref': ref, name, version: String(version), scope: 'required', licenses: [{ license: { name: manifest.license } }],
    components: fs.readdirSync(folder).filter(file => file.endsWith('.onnx')).sort().map(file => ({ 'type': 'file', 'bom-ref': `${ref}/${file}`, name: file, hashes: sha256(path.join(folder, file)) })),
  });
}

// What the system brings. Its versions are the distribution's, and security updates come from there.
const systems = fs.readFileSync(options.debian, 'utf8').split('\n').filter(line => line && !line.startsWith('#')).map(line => /^(Depends|Recommends|Suggests): (.+)$/.exec(line) ?? fail(`${options.debian}: '${line}' is not FIELD: PACKAGE`));
for (const [, field, text] of systems) {
  const name = /^[a-z0-9.+-]+/.exec(text)[0];
  if (name.startsWith('edge-agent')) continue;
  components.push({
    'type': ['mosquitto', 'ffmpeg', 'alsa-utils', 'gstreamer1.0-tools', 'chrony'].includes(name) ? 'application' : 'library', 'bom-ref': `pkg:deb/debian/${name}`, name, scope: field === 'Depends' ? 'required' : 'optional', purl: `pkg:deb/debian/${name}`,
    properties: [{ name: `edge-agent:debian-${field.toLowerCase()}`, value: text }],
  });
}

const root = `edge-agent@${options.version}`;
const bom = {
  '$schema': 'http://cyclonedx.org/schema/bom-1.6.schema.json', bomFormat: 'CycloneDX', specVersion: '1.6', version: 1,
  metadata: {
    timestamp: new Date(Number(options.date) * 1000).toISOString().replace('.000Z', 'Z'),
    lifecycles: [{ phase: 'build' }],
    component: { 'type': 'application', 'bom-ref': root, name: 'edge-agent', version: options.version, description: 'Listens to hydrophones and reports what it hears.', properties: [{ name: 'edge-agent:architecture', value: options.arch }] },
  },
  components,
  dependencies: [{ ref: root, dependsOn: components.map(component => component['bom-ref']) }, ...components.map(component => ({ ref: component['bom-ref'] }))],
};
// The same parts give the same number.
const digest = hash('sha256', JSON.stringify(bom));
bom.serialNumber = `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${'89ab'[parseInt(digest[16], 16) & 3]}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
fs.writeFileSync(options.out, JSON.stringify(bom, null, 1) + '\n');

// Notices: the licence texts themselves, as those who wrote them want them carried along.
const rule = '='.repeat(100);
const clean = text => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n').trimEnd();
const licenseText = id => {
  const file = path.join(options.licenses, `${id}.txt`);
  if (!fs.existsSync(file)) fail(`the text of the licence ${id} is not in ${options.licenses}`);
  return clean(fs.readFileSync(file, 'utf8'));
};
const parts = [`EdgeAgent ${options.version} for ${options.arch} carries the following, which others wrote. The bill of materials beside this file has their versions and hashes.`];
for (const known of sorted) {
  // A package brings its own texts, or stands under one of the common ones.
  const texts = known.texts.length > 0 ? known.texts.map(file => clean(fs.readFileSync(file, 'utf8'))) : [licenseText(known.license)];
  parts.push(`${rule}\n${known.name} ${known.version}\n${known.copyright}\nLicence: ${known.license}\n${rule}\n\n${texts.join(`\n\n${'-'.repeat(100)}\n\n`)}`);
}
parts.push(`${rule}\nONNX Runtime ${onnx.version}\nCopyright (c) Microsoft Corporation\nLicence: MIT\n${rule}\n\n${licenseText('MIT')}\n\n${'-'.repeat(100)}\n\n${clean(fs.readFileSync(path.join(options.licenses, 'onnxruntime-third-party.txt'), 'utf8'))}`);
fs.writeFileSync(options.notices, parts.join('\n\n') + '\n');

// Debian's copyright file, machine-readable: who holds what, by file.
const dep5 = text => text.split('\n').map(line => (line.trim() === '' ? ' .' : ` ${line}`)).join('\n');
const holder = text => text.replace(/^Copyright\s*/i, '').replace(/\s*All rights reserved\.?\s*/i, '').trim() || text;
const stanzas = ['Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: EdgeAgent\nUpstream-Contact: the EdgeAgent authors\nComment: Notices of what others wrote are in THIRD-PARTY-NOTICES beside this file.',
  'Files: *\nCopyright: 2026 the EdgeAgent authors\nLicense: EdgeAgent'];
for (const model of models) stanzas.push(`Files: */models/repository/${model.name}/${model.version}/*\nCopyright: 2026 the EdgeAgent authors\nLicense: EdgeAgent\nComment: ${model.license}`);
for (const known of sorted) {
  const files = [...known.files].sort();
  if (files.length > 0) stanzas.push(`Files:\n${files.map(file => ` */${file}`).join('\n')}\nCopyright: ${holder(known.copyright)}\nLicense: ${known.license}\nComment: ${known.name} ${known.version}`);
}
stanzas.push(`Files: */${onnxFile}\nCopyright: Microsoft Corporation\nLicense: MIT\nComment: ONNX Runtime ${onnx.version}; what it contains of others is in THIRD-PARTY-NOTICES.`);
const ids = [...new Set([...sorted.map(known => known.license), 'MIT'])].sort();
stanzas.push('License: EdgeAgent\n The project states no licence of its own. Ask its authors before you pass it on.');
for (const id of ids) stanzas.push(`License: ${id}\n${dep5(licenseText(id))}`);
fs.writeFileSync(options.copyright, stanzas.join('\n\n') + '\n');
process.stdout.write(`sbom: ${components.length} components, ${sorted.length} NuGet packages, ${models.length} models\n`);
