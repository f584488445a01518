// The small picture of the section on the reasons.

export const FACTOR = 6;
export const SOURCE = { width: 36, height: 24 };
