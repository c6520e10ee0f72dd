import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runProgram, temporaryFolder } from "../support/notebook";
import { root } from "../support/paths";

const preload = "tools/support/node-version.cjs";
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

/** What package.json may name, and what it says of the Node of these tests. */
const ranges: Record<string, boolean> = {
  [`^${major}.${minor}.0`]: true,
  [`^${major}.0.0`]: true,
  [`^${major}.${minor + 1}.0`]: false,
  [`^${major - 1}.0.0`]: false,
  [`^${major + 1}.0.0`]: false,
  [`>=${major - 1}.${minor + 1}.0`]: true,
  [`>=${major}.${minor + 1}.0`]: false,
  [`>=${major + 1}.0.0`]: false,
  [`^${major - 2}.0.0 || >=${major}.0.0`]: true,
  [`^${major - 2}.0.0 || >=${major + 2}.0.0`]: false,
};

test("a command does not begin under a Node that package.json does not name", async (t) => {
  const copy = temporaryFolder(t);
  mkdirSync(join(copy, "tools", "support"), { recursive: true });
  cpSync(join(root, preload), join(copy, preload));
  for (const [node, serves] of Object.entries(ranges)) {
    writeFileSync(join(copy, "package.json"), JSON.stringify({ engines: { node } }));
    const argv = ["-r", `./${preload}`, "-e", "console.log('begun')"];
    const { code, stdout, stderr } = await runProgram(process.execPath, argv, {}, copy);
    assert.deepEqual([code, stdout], serves ? [0, "begun\n"] : [1, ""], node);
    if (serves) assert.equal(stderr, "", node);
    else assert.match(stderr, /^convbook needs Node \d.*, and this is \d.*: install Node \d.*\.\n$/, node);
  }
});

test("every command of package.json looks at Node's version first", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const own = Object.values(scripts).filter((script) => script.includes("tools/"));
  assert.ok(own.length > 0);
  for (const script of own) assert.match(script, new RegExp(`^node -r \\./${preload} tools/\\w+\\.mjs$`));
});
