import type { VerifyResult } from "../verify/result.ts";
import { renderHtml } from "./html.ts";
import { renderBadge } from "./machine/badge.ts";
import { renderJunit } from "./machine/junit.ts";
import { renderMarkdown } from "./machine/markdown.ts";
import { renderTap } from "./machine/tap.ts";

/** A report that goes to a file: what it is for, and how it is made. */
export interface ReportFormat {
  readonly help: string;
  readonly render: (results: readonly VerifyResult[]) => string;
}

/** Every format of report file, by the option that asks for it. */
export const reportFormats: Readonly<Record<string, ReportFormat>> = {
  html: { help: "write a self-contained HTML report", render: renderHtml },
  junit: { help: "write JUnit XML for CI systems", render: renderJunit },
  tap: { help: "write TAP 14", render: renderTap },
  markdown: { help: "write Markdown for a job summary", render: renderMarkdown },
  badge: { help: "write an SVG badge", render: renderBadge },
};
