// node run.mjs <client> <url> <folder with node_modules>: asks the operations on stdin, a line of JSON each.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [client, url, packages] = process.argv.slice(2);
const require = createRequire(`${packages}/package.json`);
const load = async (name) => await import(pathToFileURL(require.resolve(name)).href);
const operations = JSON.parse(readFileSync(0, "utf8"));
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

// What goes over the wire, so that a test can look at it; the answer is the server's own.
const sent = [];
const watched = async (where, options) => {
  const body = options?.body ?? new URL(where).searchParams.toString();
  sent.push({ method: options?.method ?? "GET", hasText: /"query":|(^|&)query=/.test(body), hasHash: body.includes("sha256Hash") });
  return await fetch(where, options);
};

async function apollo(persisted) {
  const { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } = await load("@apollo/client");
  const http = new HttpLink({ uri: url, fetch: watched });
  const links = [http];
  if (persisted) {
    const { PersistedQueryLink } = await load("@apollo/client/link/persisted-queries");
    links.unshift(new PersistedQueryLink({ sha256 }));
  }
  const made = new ApolloClient({ link: ApolloLink.from(links), cache: new InMemoryCache() });
  return async (query, variables) => (await made.query({ query: gql(query), variables })).data;
}

async function urql(persisted) {
  const { Client, cacheExchange, fetchExchange } = await load("@urql/core");
  const exchanges = [cacheExchange, fetchExchange];
  if (persisted) {
    const { persistedExchange } = await load("@urql/exchange-persisted");
    exchanges.splice(1, 0, persistedExchange({ generateHash: async (query) => sha256(query) }));
  }
  const made = new Client({ url, exchanges, fetch: watched });
  return async (query, variables) => {
    const { data, error } = await made.query(query, variables).toPromise();
    if (error) throw error;
    return data;
  };
}

const [kind, persisted] = client.split("-");
const ask = await { apollo, urql }[kind](persisted === "persisted");
const answers = [];
for (const { query, variables } of operations) {
  try {
    answers.push({ data: await ask(query, variables) });
  } catch (error) {
    const errors = error.errors ?? error.graphQLErrors ?? [];
    answers.push({ error: String(error.message), codes: errors.map((one) => one.extensions?.code) });
  }
}
console.log(JSON.stringify({ answers, sent }));
