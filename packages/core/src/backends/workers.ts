/** A worker thread of Node or of a browser. */
export interface WorkerHandle {
  terminate(): unknown;
  /** Whether a thread that has got its message has ended; a browser cannot tell. Works without a turn of the event loop. */
  ended(): boolean;
}

/** @param ended - called, with the reason, when the worker ends or throws; perhaps more than once. */
export type StartWorker = (source: string, message: object, ended: (reason: string) => void) => WorkerHandle;

interface NodeWorker {
  readonly performance: { eventLoopUtilization(): { idle: number; active: number } };
  on(event: string, listener: (value: { message?: string }) => void): void;
  postMessage(message: object): void;
  terminate(): unknown;
  unref(): void;
}
interface WebWorker {
  onerror: ((event: { message?: string; preventDefault(): void }) => void) | null;
  postMessage(message: object): void;
  terminate(): void;
}
interface Platform {
  readonly process?: { getBuiltinModule?(name: string): object | undefined };
  readonly Worker?: new (url: string) => WebWorker;
  readonly Blob?: new (parts: string[], options: { type: string }) => object;
  readonly URL?: { createObjectURL(blob: object): string };
}

const urls: Record<string, string> = {};

/** Starts a worker of Node or of a browser. @throws Error where there are none, or where a policy forbids them. */
export const startWorker: StartWorker = (source, message, ended) => {
  const { process, Worker, Blob, URL } = globalThis as Platform;
  const node = process?.getBuiltinModule?.("node:worker_threads") as
    | { Worker: new (source: string, options: object) => NodeWorker }
    | undefined;
  if (node !== undefined) {
    // No loader or test hook of the process is needed in the worker, nor wanted.
    const worker = new node.Worker(source, { eval: true, execArgv: [], name: "optspec" });
    worker.unref();
    worker.on("error", (error) => ended(error.message ?? String(error)));
    worker.on("exit", () => ended("it was terminated"));
    // Until this thread has seen that the worker is online, `eventLoopUtilization` shows a living one as ended.
    worker.on("online", () => worker.postMessage(message));
    return {
      terminate: () => worker.terminate(),
      ended() {
        const { idle, active } = worker.performance.eventLoopUtilization();
        return idle < 0 || active === 0;
      },
    };
  }
  // Never revoked: some browsers fetch it only later, and it is small and made once.
  urls[source] ??= URL!.createObjectURL(new Blob!([source], { type: "text/javascript" }));
  const worker = new Worker!(urls[source]);
  worker.onerror = (event) => {
    event.preventDefault();
    ended(event.message ?? "it could not start");
  };
  worker.postMessage(message);
  return { terminate: () => worker.terminate(), ended: () => false };
};
