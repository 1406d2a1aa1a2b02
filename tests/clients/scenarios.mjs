// Runs named scenarios against a base URL and prints one JSON line for each: {"name","ok","detail"}.
// Usage: node <client>.mjs BASE_URL [scenario ...]    node <client>.mjs --list
import assert from "node:assert/strict";

/** A scenario that hangs is a failure, not a hung test run. */
const LIMIT_MS = 60_000;

export async function main(prepare, scenarios) {
  const [baseUrl, ...chosen] = process.argv.slice(2);
  if (baseUrl === "--list") {
    Object.keys(scenarios).forEach((name) => console.log(name));
    return;
  }

  assert.ok(baseUrl, "usage: node <client>.mjs BASE_URL [scenario ...]");
  const unknown = chosen.filter((name) => !(name in scenarios));
  assert.deepEqual(unknown, [], "unknown scenarios");
  for (const name of chosen.length > 0 ? chosen : Object.keys(scenarios)) {
    // Every scenario has a client, and so connections, of its own.
    const context = prepare(baseUrl);
    try {
      const detail = await limited(scenarios[name](context));
      report({ name, ok: true, detail: detail ?? "" });
    } catch (fault) {
      report({ name, ok: false, detail: describe(fault) });
    } finally {
      context.close?.();
    }
  }

  process.exit(0);
}

/** The error a call was expected to throw. */
export async function thrownBy(call) {
  try {
    await call();
  } catch (error) {
    if (error instanceof assert.AssertionError) {
      throw error;
    }

    return error;
  }

  assert.fail("the call succeeded; an error was expected");
}

/** Text the prompt cache has not seen before, longer than the smallest cacheable prefix of every model (4,096 tokens). */
export function freshLongText() {
  const nonce = Math.random().toString(36).slice(2);
  const lines = Array.from({ length: 700 }, (_, line) => `Rule ${line} of ${nonce}: customers of branch ${line} are answered within the day.`);
  return lines.join("\n");
}

function report(line) {
  process.stdout.write(JSON.stringify(line) + "\n");
}

function describe(fault) {
  const where = fault?.stack?.split("\n").find((line) => line.includes("/tests/clients/") && !line.includes("node_modules"))?.trim() ?? "";
  return `${fault?.name ?? "Error"}: ${fault?.message ?? fault} ${where}`.trim();
}

function limited(promise) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${LIMIT_MS / 1000} s`)), LIMIT_MS);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}
