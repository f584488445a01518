// A user's module worker.
import { UpSampling2D } from 'upsampling2d';

self.onmessage = async ({ data: { config, tensor } }) => {
  try {
    const layer = await UpSampling2D.create(config);
    const result = layer.apply(tensor);
    self.postMessage({ result }, [result.data.buffer]);
  } catch (error) {
    self.postMessage({ error: error.message });
  }
};
