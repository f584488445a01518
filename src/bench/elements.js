/** How many elements a tensor of this shape has. */
export const elements = (shape) => shape.reduce((product, side) => product * side, 1);
