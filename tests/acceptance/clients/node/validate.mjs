// Reads { sdl, documents: [{ text, strict?, variables? }] } from stdin; prints, for each document, the messages of
// graphql's own validation, of its strict text too, and, where it is valid, the keys of the answer in their order.
// Usage: node validate.mjs PACKAGES
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const require = createRequire(join(process.argv[2], "package.json"));
const { buildSchema, execute, parse, validate, isListType, isNonNullType, isLeafType, isUnionType } = require("graphql");

const given = JSON.parse(readFileSync(0, "utf8"));
const schema = buildSchema(given.sdl);

// What stands for a value of a type: a list has one item, so that all keys are seen; a union's member is its first.
function sample(type) {
  if (isNonNullType(type)) return sample(type.ofType);
  if (isListType(type)) return [sample(type.ofType)];
  if (isLeafType(type)) return null;
  return isUnionType(type) ? { __typename: type.getTypes()[0].name } : {};
}

function shape(value) {
  if (Array.isArray(value)) return value.map(shape);
  if (value === null || typeof value !== "object") return null;
  return Object.keys(value).map((key) => [key, shape(value[key])]);
}

const fieldResolver = (_source, _args, _context, info) => sample(info.returnType);
const typeResolver = (value) => value.__typename;

function faults(text) {
  try {
    const document = parse(text);
    return { document, errors: validate(schema, document).map((error) => error.message) };
  } catch (error) {
    return { errors: [error.message] };
  }
}

function look({ text, strict, variables }) {
  const { document, errors } = faults(text);
  const found = { errors, strict: strict ? faults(strict).errors : [], shape: null, refused: [] };
  if (errors.length || !variables) return found;
  const result = execute({ schema, document, variableValues: variables, fieldResolver, typeResolver });
  found.shape = shape(result.data ?? null);
  found.refused = (result.errors ?? []).map((error) => error.message);
  return found;
}

process.stdout.write(JSON.stringify(given.documents.map(look)));
