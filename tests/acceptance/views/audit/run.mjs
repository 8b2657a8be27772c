// Runs the audits of graphql-http against the URL that is given; prints one JSON line per audit.
// Node finds packages beside the file that imports them: NODE_PATH does not count for modules.
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [url, folder] = process.argv.slice(2);
const found = createRequire(path.join(folder, 'package.json')).resolve('graphql-http');
const module = await import(pathToFileURL(found).href);
const { serverAudits } = module.serverAudits ? module : module.default;

for (const audit of serverAudits({ url })) {
  const { status, reason } = await audit.fn();
  console.log(JSON.stringify({ id: audit.id, name: audit.name, status, reason: reason ?? null }));
}
