// Where live frames come from: a clip that the page draws, a file, or the camera. All tell when there is a new frame.

export interface Source {
  /** What drawImage() takes; its pixels are those of the frame. */
  element: HTMLCanvasElement | HTMLVideoElement;
  width: number;
  height: number;
  /** Calls back for each new frame until the source is closed. */
  start(frame: () => void): void;
  close(): void;
}

const TURN_MS = 6000;

/** Draws the clip at a time: rings and spokes for the filters, letters and hard edges for the eye. */
export function drawClip(context: CanvasRenderingContext2D, width: number, height: number, milliseconds: number): void {
  const turn = (2 * Math.PI * milliseconds) / TURN_MS;
  const unit = height / 360;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = '#f4f1e8';
  context.fillRect(0, 0, width, height);
  const spokes = (x: number, y: number, radius: number, count: number, angle: number) => {
    context.beginPath();
    for (let i = 0; i < count; i++) {
      const from = angle + (2 * Math.PI * i) / count;
      context.moveTo(x, y);
      context.arc(x, y, radius, from, from + Math.PI / count);
    }
    context.fill();
  };
  context.fillStyle = '#0d5c63';
  spokes(0.3 * width, 0.46 * height, 130 * unit, 48, turn / 4);
  context.strokeStyle = '#c0579c';
  for (let radius = 8; radius < 110; radius += 8) {
    context.lineWidth = (1 + radius / 40) * unit;
    context.beginPath();
    context.arc(0.72 * width, 0.42 * height, (radius + 4 * Math.sin(turn)) * unit, 0, 2 * Math.PI);
    context.stroke();
  }
  const x = (0.5 + 0.42 * Math.sin(turn)) * width;
  context.fillStyle = '#c96a00';
  context.fillRect(x - 20 * unit, 0.86 * height, 40 * unit, 30 * unit);
  context.fillStyle = '#1b2023';
  context.font = `600 ${26 * unit}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.fillText('UpSampling2D, frame by frame', width / 2, (0.8 + 0.03 * Math.cos(turn)) * height);
}

export function openClip(width: number, height: number): Source {
  const element = Object.assign(document.createElement('canvas'), { width, height });
  const context = element.getContext('2d');
  if (!context) throw new Error('This browser could not make a canvas.');
  let request = 0;
  return {
    ...{ element, width, height },
    start(frame) {
      const draw = (now: number) => {
        drawClip(context, width, height, now);
        frame();
        request = requestAnimationFrame(draw);
      };
      request = requestAnimationFrame(draw);
    },
    close: () => cancelAnimationFrame(request),
  };
}

/** Waits until a video knows its size, or says why it does not play. */
async function playable(video: HTMLVideoElement, what: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    video.addEventListener('loadeddata', () => resolve(), { once: true });
    video.addEventListener('error', () => reject(new Error(`${what} cannot be played by this browser.`)), {
      once: true,
    });
  });
  await video.play();
}

function videoSource(video: HTMLVideoElement, close: () => void): Source {
  let request = 0;
  let closed = false;
  return {
    ...{ element: video, width: video.videoWidth, height: video.videoHeight },
    start(frame) {
      const next = () => {
        if (closed) return;
        if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(shown);
        else request = requestAnimationFrame(changed);
      };
      const shown = () => {
        frame();
        next();
      };
      let time = -1;
      const changed = () => {
        if (video.currentTime !== time) frame();
        time = video.currentTime;
        next();
      };
      next();
    },
    close() {
      closed = true;
      cancelAnimationFrame(request);
      video.pause();
      close();
    },
  };
}

const newVideo = () => Object.assign(document.createElement('video'), { muted: true, playsInline: true, loop: true });

export async function openFile(file: File): Promise<Source> {
  const video = newVideo();
  const url = URL.createObjectURL(file);
  const close = () => {
    video.removeAttribute('src');
    URL.revokeObjectURL(url);
  };
  video.src = url;
  try {
    await playable(video, `“${file.name}”`);
  } catch (error) {
    close();
    throw error;
  }
  return videoSource(video, close);
}

export async function openCamera(): Promise<Source> {
  if (!navigator.mediaDevices) throw new Error('This browser gives no camera to this page.');
  const wanted = { video: { width: { ideal: 640 }, height: { ideal: 360 } } };
  const stream = await navigator.mediaDevices.getUserMedia(wanted).catch((error: Error) => {
    throw new Error(
      error.name === 'NotAllowedError' ? 'The camera was not allowed.' : `There is no camera (${error.message}).`,
    );
  });
  const close = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  const video = newVideo();
  video.srcObject = stream;
  try {
    await playable(video, 'The camera');
  } catch (error) {
    close();
    throw error;
  }
  return videoSource(video, close);
}
