// Puts credentials before two other implementations, without a network: standard input is a list of cases
// {credential, documents: {address: document}}, standard output what each implementation says of each case.
import { readFileSync } from 'node:fs';

const cases = JSON.parse(readFileSync(0, 'utf8'));
let documents = {};
const refused = new Set();

// Must stand before the verifiers are loaded: one of them keeps the fetch that it finds.
globalThis.fetch = async (request) => {
  const address = typeof request === 'string' ? request : request.url;
  if (address in documents) {
    return new Response(JSON.stringify(documents[address]), { headers: { 'content-type': 'application/json' } });
  }
  refused.add(address);
  return new Response('no network in this test', { status: 404 });
};

const vc = await import('@digitalbazaar/vc');
const { DataIntegrityProof } = await import('@digitalbazaar/data-integrity');
const { cryptosuite } = await import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const Multikey = await import('@digitalbazaar/ed25519-multikey');
const { checkStatus } = await import('@digitalbazaar/vc-bitstring-status-list');
const core = await import('@digitalcredentials/verifier-core');

// Key documents as a resolver of DIDs hands them out.
async function documentLoader(address) {
  if (address in documents) return { documentUrl: address, document: documents[address] };
  for (const did of Object.values(documents)) {
    const method = did.verificationMethod?.find((each) => each.id === address);
    if (method) {
      const key = await Multikey.from(method);
      return { documentUrl: address, document: await key.export({ publicKey: true, includeContext: true }) };
    }
    if (did.verificationMethod && did.id === address) return { documentUrl: address, document: did };
  }
  if (address.startsWith('did:key:')) return { documentUrl: address, document: await didKey(address) };
  return vc.defaultDocumentLoader(address);
}

async function didKey(address) {
  const [controller, fragment] = address.split('#');
  const id = `${controller}#${controller.slice('did:key:'.length)}`;
  const key = await Multikey.from({ type: 'Multikey', id, controller, publicKeyMultibase: id.split('#')[1] });
  const exported = await key.export({ publicKey: true, includeContext: true });
  if (fragment) return exported;
  const context = 'https://www.w3.org/ns/did/v1';
  return { '@context': context, id: controller, verificationMethod: [exported], assertionMethod: [exported] };
}

async function digitalBazaar(credential) {
  const suite = new DataIntegrityProof({ cryptosuite });
  const status = (options) => checkStatus({ ...options, suite: new DataIntegrityProof({ cryptosuite }), documentLoader });
  const result = await vc.verifyCredential({ credential, suite, documentLoader, checkStatus: status });
  const error = result.error?.errors?.[0]?.message ?? result.error?.message ?? '';
  const lists = result.statusResult?.results ?? [];
  return { verified: result.verified, error, listed: lists.map((each) => each.status) };
}

async function verifierCore(credential) {
  const result = await core.verifyCredential({ credential, knownDIDRegistries: [] });
  const log = Object.fromEntries((result.log ?? []).map((entry) => [entry.id, entry.valid]));
  const schema = result.additionalInformation?.find((each) => each.id === 'schema_check')?.results?.[0]?.result;
  return { log, schema: schema?.valid ?? null, errors: (result.errors ?? []).map((error) => error.name) };
}

const answers = [];
for (const each of cases) {
  documents = each.documents;
  const copy = () => structuredClone(each.credential);
  answers.push({ digitalBazaar: await digitalBazaar(copy()), verifierCore: await verifierCore(copy()) });
}
process.stdout.write(JSON.stringify({ answers, refused: [...refused].sort() }));
