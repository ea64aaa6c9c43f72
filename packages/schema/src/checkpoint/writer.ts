/** The version of this package; a test holds it to package.json. */
export const packageVersion = "0.0.0";

/** What a checkpoint says wrote it. */
export const writerName: string = `@optspec/schema ${packageVersion}`;
