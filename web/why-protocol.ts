// What the section on the reasons and its worker send each other.

/** A picture as numbers from 0 to 1, three for a pixel, and the address of the model. */
export interface Question {
  pixels: Float32Array;
  width: number;
  height: number;
  model: string;
}

/** The same by TensorFlow.js alone and after register(). */
export interface Pair {
  stock: Float32Array;
  ours: Float32Array;
}

/** A model's probabilities: `classes` of them for each pixel. */
export interface Prediction extends Pair {
  keras: Float32Array;
  width: number;
  height: number;
  classes: number;
}

export type Answer = { numbers: Pair } | { picture: Pair } | { prediction: Prediction } | { problem: string };
