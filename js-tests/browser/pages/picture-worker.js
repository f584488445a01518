// A user's module worker that enlarges pictures.
import { upsampleImage } from 'upsampling2d';

self.onmessage = async ({ data: { source, options } }) => {
  try {
    const { data, width, height, colorSpace } = await upsampleImage(source, options);
    self.postMessage({ result: { data, width, height, colorSpace } }, [data.buffer]);
  } catch (error) {
    self.postMessage({ error: error.message });
  }
};
