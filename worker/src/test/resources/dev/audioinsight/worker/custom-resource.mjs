// Checks the resource on standard input against the published models of its kind, of the npm packages
// @kubernetes-models/…, in the folder that comes first.
import fs from 'node:fs';
import path from 'node:path';

const [folder, models, kind] = process.argv.slice(2);
const known = await import(path.join(folder, '@kubernetes-models', models, 'index.js'));
new known[kind](JSON.parse(fs.readFileSync(0, 'utf8'))).validate();
