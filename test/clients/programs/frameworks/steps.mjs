// Runs the steps of a program and prints one line for each.
const names = [
  'create',
  'wait',
  'upsert',
  'query',
  'fetch',
  'update',
  'list',
  'namespaces',
  'delete',
  'records',
];

export const engineUrl = process.env.ENGINE_URL;
export const apiKey = process.env.PINECONE_API_KEY;
export const spec = { serverless: { cloud: 'aws', region: 'us-east-1' } };

/** Runs the steps in the order of the table. What the framework does not have is left out by `undefined`. */
export async function run(steps) {
  for (const name of names) {
    if (!(name in steps)) throw new Error(`the program does not say what it does for ${name}`);
    const step = steps[name];
    if (step === undefined) {
      console.log(`${name}\tskipped\tthe framework does not have it`);
      continue;
    }
    try {
      await step();
      console.log(`${name}\tok`);
    } catch (error) {
      console.log(`${name}\tfailed\t${String(error).replaceAll(/\s+/g, ' ')}`);
    }
  }
  console.log('tutorial\tskipped\tthe tutorial uses the official client');
}

export function check(isTrue) {
  if (!isTrue) throw new Error('another answer than expected');
}
