// One layer as the module knows it: native plans for the last few shapes, and the way of a checked tensor through them.
import type { Coordinates, Interpolation } from './config.js';
import { wrongKind, wrongNumber } from './errors.js';
import { COORDINATES, INTERPOLATIONS } from './generated/lists.js';
import type { DataFormat } from './image-data-format.js';
import { nativeModule } from './runtime/load.js';
import type { NativeModule, NativePlan } from './runtime/module.js';
import { outOfMemory, type PlanKey, StagedPlan } from './runtime/staging.js';
import { checkSize, type DTypeInfo, elementCount, isList, readShape, type Shape } from './tensor.js';

export const FORWARD = 0;
export const GRADIENT = 1;

const KEPT_PLANS = 4;

/** The part of a layer's settings that the module needs. */
export interface ResamplerSettings {
  readonly size: readonly [number, number];
  readonly dataFormat: DataFormat;
  readonly interpolation: Interpolation;
  readonly coordinates: Coordinates;
}

/** Deletes what forgotten objects held in the module's memory. */
export const forgotten = new FinalizationRegistry<{ dispose(): void }>((held) => held.dispose());

/** What a call is about before its shape is known to be right. */
export interface Request {
  readonly direction: number;
  readonly inInfo: DTypeInfo;
  readonly inArray: string;
  readonly outInfo: DTypeInfo;
  readonly outArray: string;
  readonly shapeName: string;
}

export class Resampler {
  readonly module: NativeModule;
  readonly #settings: ResamplerSettings;
  readonly #rowAxis: number;
  // The most recent first.
  #plans: StagedPlan[] = [];

  constructor(settings: ResamplerSettings, caller: string) {
    this.module = nativeModule(caller);
    this.#settings = settings;
    this.#rowAxis = settings.dataFormat === 'channels_first' ? 2 : 1;
  }

  dispose(): void {
    for (const plan of this.#plans) plan.native.delete();
    this.#plans = [];
  }

  /**
   * The plan for a request, from the last few or new, with the shape checked; or for an empty tensor only its key, since
   * nothing is to be computed.
   */
  plan(request: Request, shape: unknown): StagedPlan | PlanKey {
    const { shapeName } = request;
    if (!isList(shape)) throw wrongKind('an array of 4 integers', shapeName, shape);
    if (shape.length !== 4) return this.#make(request, readShape(shape, shapeName));
    // Each size is read once; what is compared here is what is checked below.
    const sizes = [shape[0], shape[1], shape[2], shape[3]];
    const found = this.#find(request, sizes);
    return found ?? this.#make(request, readShape(sizes, shapeName));
  }

  #find(request: Request, sizes: readonly unknown[]): StagedPlan | undefined {
    const plans = this.#plans;
    for (let i = 0; i < plans.length; i++) {
      const plan = plans[i] as StagedPlan;
      const { source, direction, inInfo, inArray } = plan.key;
      if (
        source[0] === sizes[0] &&
        source[1] === sizes[1] &&
        source[2] === sizes[2] &&
        source[3] === sizes[3] &&
        inInfo === request.inInfo &&
        inArray === request.inArray &&
        direction === request.direction
      ) {
        if (i > 0) {
          plans.copyWithin(1, 0, i);
          plans[0] = plan;
        }
        return plan;
      }
    }
    return undefined;
  }

  /** The shape of the output for an input's; unknown sizes stay unknown. */
  outputShape<S extends (number | null)[]>(shape: S): S {
    const output = [...shape] as S;
    this.#settings.size.forEach((factor, i) => {
      const size = output[this.#rowAxis + i];
      if (size != null) output[this.#rowAxis + i] = size * factor;
    });
    return output;
  }

  // The input whose output has this shape.
  #inputShape(shape: Shape, shapeName: string): Shape {
    const input: Shape = [...shape];
    this.#settings.size.forEach((factor, i) => {
      input[this.#rowAxis + i] = Math.floor((shape[this.#rowAxis + i] as number) / factor);
    });
    const output = this.outputShape(input);
    if (output.some((size, i) => size !== shape[i])) {
      const whole = `[${output.join(', ')}], the output for [${input.join(', ')}],`;
      throw wrongNumber(
        `a shape that size [${this.#settings.size.join(', ')}] can give, such as ${whole}`,
        shapeName,
        shape,
      );
    }
    return input;
  }

  #make(request: Request, source: Shape): StagedPlan | PlanKey {
    const { direction, inInfo, inArray, outInfo, outArray, shapeName } = request;
    checkSize(source, shapeName);
    const input = direction === FORWARD ? source : this.#inputShape(source, shapeName);
    const target = direction === FORWARD ? this.outputShape(source) : input;
    checkSize(target, `the output shape of ${shapeName} [${source.join(', ')}]`);
    const sourceCount = elementCount(source);
    const targetCount = elementCount(target);
    const key = { direction, source, target, inInfo, inArray, outInfo, outArray, sourceCount, targetCount };
    if (sourceCount === 0) return key;
    const plan = new StagedPlan(this.module, this.nativePlan(key, input), key);
    this.#plans.unshift(plan);
    if (this.#plans.length > KEPT_PLANS) this.#plans.pop()?.native.delete();
    return plan;
  }

  /** A native plan that belongs to the caller. */
  nativePlan(key: PlanKey, input: Shape): NativePlan {
    const { direction, inInfo, outInfo, source } = key;
    const { size, dataFormat, interpolation, coordinates } = this.#settings;
    const native = this.module.makePlan(
      size[0],
      size[1],
      dataFormat === 'channels_first',
      INTERPOLATIONS.indexOf(interpolation),
      COORDINATES.indexOf(coordinates),
      direction,
      ...input,
      inInfo.index,
      outInfo.index,
    );
    if (native === null) throw outOfMemory(source);
    return native;
  }
}
