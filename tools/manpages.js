// Manual pages from what the programs say themselves: every verb's own --help, so that a page can't tell of a verb or an option that is not there.
//   node tools/manpages.js --out FOLDER --version V --date EPOCH NAME=COMMAND …
// Fails, and names the verb, where a help text lacks what a page needs.
'use strict';
const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');

const NAMES = {
  'edge-agent': 'listen to hydrophones and report what is heard',
  'edgectl': 'drive EdgeAgent boxes from afar',
  'edge-subscriber': 'subscribe to what EdgeAgent boxes report, and keep books',
};
const EXIT = [['0', 'Done.'], ['1', 'Failed; trying again may help.'], ['2', 'The command line was wrong.'], ['42', 'An input is unreadable for good.'], ['78', 'The configuration is wrong.'], ['143', 'A replay was stopped.']];
const FILES = {
  'edge-agent': [
    ['/etc/edge-agent/appsettings.json', 'The box\'s configuration. Every key, with its unit, default and range: edge\\-agent validate \\-\\-keys.'],
    ['/etc/default/edge-agent', 'Environment of the service; EDGEAGENT__Section__Key=value sets one key.'],
    ['/var/lib/edge-agent', 'Events, models, anchors of time, the audit log, the last good configuration.'],
    ['/run/edge-agent/control.sock', 'Where edgectl reaches the agent on this box.'],
  ],
  'edgectl': [['~/.config/edgectl/contexts.json', 'Named boxes and the credentials for them.']],
  'edge-subscriber': [],
};

const fail = sentence => { process.stderr.write(`manpages: ${sentence}\n`); process.exit(1); };
const options = {};
const programs = [];
for (let i = 2; i < process.argv.length; i++) {
  if (process.argv[i].startsWith('--')) options[process.argv[i].slice(2)] = process.argv[++i];
  else programs.push([process.argv[i].slice(0, process.argv[i].indexOf('=')), process.argv[i].slice(process.argv[i].indexOf('=') + 1).split(' ')]);
}
for (const needed of ['out', 'version', 'date']) if (!options[needed]) fail(`--${needed} is missing`);

/** Sections of one help text: { Description: [...lines], Options: [[head, text], …], … }. */
function read(command, verb) {
  const env = { ...process.env, HOME: '~', XDG_CONFIG_HOME: '', LC_ALL: 'C', NO_COLOR: '1', DOTNET_TieredPGO: '0' };
  const text = execFileSync(command[0], [...command.slice(1), ...verb, '--help'], { encoding: 'utf8', env });
  const sections = {};
  let lines;
  for (const line of text.replace(/\r/g, '').split('\n')) {
    const title = /^(\w+):$/.exec(line);
    if (title) sections[title[1]] = lines = [];
    else if (lines) lines.push(line);
  }
  for (const name of ['Options', 'Arguments', 'Commands']) {
    const rows = [];
    for (const line of sections[name] ?? []) {
      const row = /^ {2}(\S.*?)(?: {2,}(\S.*))?$/.exec(line);
      if (row) rows.push([row[1], row[2] ? [row[2]] : []]);
      else if (rows.length > 0) rows[rows.length - 1][1].push(line.trim());
    }
    sections[name] = rows;
  }
  sections.Description = (sections.Description ?? []).map(line => line.trim());
  sections.Usage = (sections.Usage ?? []).map(line => line.trim()).filter(Boolean);
  return sections;
}

const escape = text => text.replace(/\\/g, '\\e').replace(/-/g, '\\-').replace(/'/g, '\\(aq').replace(/^\./gm, '\\&.').replace(/×/g, '\\(mu').replace(/[^\x00-\x7f]/g, c => `\\[u${c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}]`);

/** Prose, with lines that begin "Example:" set as they are. */
function prose(lines) {
  const out = [];
  let examples = [], pending = [], taking = false;
  const flush = () => { if (pending.length) { out.push(escape(pending.join(' '))); pending = []; } };
  for (const line of lines) {
    const example = /^Example:\s*(.*)$/.exec(line);
    if (example) { taking = true; if (example[1]) examples.push(example[1]); continue; }
    if (line === '') { flush(); continue; }
    if (taking) examples.push(line); else pending.push(line);
  }
  flush();
  return { text: out.join('\n.PP\n'), examples };
}

function table(title, rows) {
  if (rows.length === 0) return '';
  return (title ? `.PP\n${title}\n` : '') + rows.map(([head, text]) => {
    const { text: words, examples } = prose(text);
    return `.TP\n\\fB${escape(head)}\\fR\n${[words, ...examples.map(escape)].filter(Boolean).join('\n.br\n') || '\\&'}\n`;
  }).join('');
}

function page(name, command) {
  const isCommon = ([head]) => /(^|, )--(help|version)\b/.test(head);
  const verbs = [];
  const walk = verb => {
    const help = read(command, verb);
    const spoken = [name, ...verb].join(' ');
    if (help.Description.filter(Boolean).length === 0) fail(`${spoken} --help has no description`);
    if (help.Usage.length === 0) fail(`${spoken} --help has no usage`);
    for (const [head, text] of [...help.Options, ...help.Arguments]) if (text.filter(Boolean).length === 0) fail(`${spoken} --help says nothing of ${head}`);
    verbs.push({ verb, spoken, help });
    for (const [head] of help.Commands) walk([...verb, head.split(/[ ,]/)[0]]);
  };
  walk([]);
  const root = verbs[0].help;
  const date = new Date(Number(options.date) * 1000).toISOString().slice(0, 10);
  const about = prose(root.Description);
  let out = `.\\" Made from the --help of every verb by tools/manpages.js.\n.TH ${name.toUpperCase()} 1 ${date} "EdgeAgent ${options.version}" "EdgeAgent"\n.SH NAME\n${escape(name)} \\- ${NAMES[name] ?? fail(`${name} has no line of its own in tools/manpages.js`)}\n`;
  out += `.SH SYNOPSIS\n${root.Usage.map(line => `.B ${escape(line)}`).join('\n.br\n')}\n.SH DESCRIPTION\n${about.text}\n`;
  const own = root.Options.filter(row => !isCommon(row));
  out += `.SH OPTIONS\n${table('', [...own, ...root.Options.filter(isCommon)])}`;
  if (verbs.length > 1) {
    out += '.SH COMMANDS\n';
    for (const { verb, spoken, help } of verbs.slice(1)) {
      if (verb.length === 0) continue;
      const { text, examples } = prose(help.Description);
      out += `.SS ${escape(help.Usage[0].replace(/ \[options\]$/, ''))}\n${text}\n`;
      out += table('Arguments:', help.Arguments) + table('Options:', help.Options.filter(row => !isCommon(row)));
      if (examples.length > 0) out += `.PP\nExamples:\n.PP\n.nf\n.RS\n${examples.map(escape).join('\n')}\n.RE\n.fi\n`;
      if (!spoken) fail('a verb has no name');
    }
  }
  if (about.examples.length > 0) out += `.SH EXAMPLES\n.nf\n${about.examples.map(escape).join('\n')}\n.fi\n`;
  out += `.SH EXIT STATUS\n${EXIT.map(([code, text]) => `.TP\n.B ${code}\n${text}`).join('\n')}\n`;
  if (FILES[name].length > 0) out += `.SH FILES\n${FILES[name].map(([file, text]) => `.TP\n.I ${escape(file)}\n${text}`).join('\n')}\n`;
  out += `.SH SEE ALSO\n${Object.keys(NAMES).filter(other => other !== name).map(other => `.BR ${escape(other)} (1)`).join(',\n')}\n.PP\n/usr/share/doc/edge\\-agent\n`;
  return { text: out, count: verbs.length };
}

fs.mkdirSync(options.out, { recursive: true });
for (const [name, command] of programs) {
  const { text, count } = page(name, command);
  fs.writeFileSync(path.join(options.out, `${name}.1`), text);
  process.stdout.write(`manpages: ${name}.1, ${count} help texts\n`);
}
