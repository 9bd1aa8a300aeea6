// Opens a vault with typage, age for JavaScript: the notes with the passphrase, with the recovery key, and those
// of the backup. The passphrase comes on standard input; the notes go to standard output, three times.
import { readFileSync } from "node:fs";
import { Decrypter } from "age-encryption";

const dir = process.argv[2];
const passphrase = readFileSync(0, "utf8");
const file = (name) => readFileSync(`${dir}/${name}`);

async function open(name, unlock) {
  const d = new Decrypter();
  unlock(d);
  return d.decrypt(file(name), "text");
}

// typage takes identities one by one, and not as a file.
function identities(text) {
  const lines = text.split("\n").filter((line) => line.startsWith("AGE-SECRET-KEY-"));
  return (d) => lines.forEach((line) => d.addIdentity(line));
}

const byPassphrase = (d) => d.addPassphrase(passphrase);
const identity = await open("identity.age", byPassphrase);
process.stdout.write(await open("notes.age", identities(identity)));

const recovered = await open("recovery.age", identities(file("key.txt").toString()));
process.stdout.write(await open("notes.age", identities(recovered)));

process.stdout.write(await open("backup.age", byPassphrase));
