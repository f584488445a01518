// TensorFlow.js with the adapter and without it, on its cpu backend. Loaded only when it is asked for.
import * as tf from '@tensorflow/tfjs';
import { runTfjsCase, tfjsCases } from '#bench/tfjs.js';

type Case = Awaited<ReturnType<typeof tfjsCases>>[number];

/** All cases. */
export async function openTfjs(): Promise<Case[]> {
  await tf.setBackend('cpu');
  return tfjsCases(tf, ['cpu']);
}

export const measureTfjs = (one: Case, settings: object) => runTfjsCase(tf, one, settings);
