/** A thread of the self-test: does the jobs that it is sent, one after the other. */
import { parentPort } from "node:worker_threads";
import { doJob, type Job } from "../../src/self-test/jobs.ts";

parentPort!.on("message", (job: Job) => parentPort!.postMessage(doJob(job)));
