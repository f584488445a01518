// Properties that only the package's own scripts see: they are shorter in the scripts that are minified. None may be a name that
// something else gives or reads: a function of the module, a field of a message between threads, a part of the web's own objects.
// The most frequent ones come first, as the first letters do.
const NAMES = `
attempt outArray recipe inArray sourceCount target targetCount work arrayName native shapeName inDType ready staged
outBegin dataName outDType outEnd pieces limit onAnswer check direction isSync bytesOut inBegin kinds layer msPerBand
onDeath bytesIn compute deaths fail retired sides take waits copiedBytes curved filtersHalves inBytes inEnd isOver
numbers outBytes post rangeOf steps strips takeRange finish isLate leave onStart retire runAsync weighsAlpha compiled
giveBack isHurt isStaged stageWhole wrongKind wrongNumber copyOnly`;

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** The short name of each: '$a', and when the letters are used up, '$$a'. */
export const SHORT_NAMES = Object.fromEntries(
  NAMES.match(/\w+/g).map((name, i) => [name, '$'.repeat(1 + i / LETTERS.length) + LETTERS[i % LETTERS.length]]),
);
