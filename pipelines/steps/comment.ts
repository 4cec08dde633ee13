import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Job } from "./job";
import { StepFailure } from "./stepFailure";

/** What `comment` is given. */
export interface CommentOptions {
  /** Folder of the reports, at any depth. */
  readonly reports: string;
}

const marker = "<!-- icertis-access: preview -->";

/** Puts all reports into one comment of the pull request on GitHub; a later run rewrites it. */
export async function comment(job: Job, { reports }: CommentOptions): Promise<void> {
  const folder = join(job.folder, reports);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"));
  const texts = files.sort().map((file) => readFileSync(join(folder, file), "utf8"));
  const body = JSON.stringify({ body: [marker, ...texts].join("\n") });
  const { GITHUB_REPOSITORY: repository = "", GITHUB_API_URL: api = "https://api.github.com" } = job.environment;
  const thread = `${api}/repos/${repository}/issues/${pullRequestNumber(job)}/comments`;
  const mine = ((await call(job, "GET", `${thread}?per_page=100`)) as readonly { id: number; body: string }[]).find(
    (candidate) => candidate.body.startsWith(marker),
  );
  if (mine === undefined) await call(job, "POST", thread, body);
  else await call(job, "PATCH", `${api}/repos/${repository}/issues/comments/${mine.id}`, body);
}

function pullRequestNumber({ environment }: Job): number {
  const file = environment["GITHUB_EVENT_PATH"];
  const event = (file ? JSON.parse(readFileSync(file, "utf8")) : {}) as { pull_request?: { number: number } };
  if (event.pull_request) return event.pull_request.number;
  throw new StepFailure("this run belongs to no pull request of GitHub", "run `comment` from a pull_request workflow");
}

async function call(job: Job, method: string, url: string, body?: string): Promise<unknown> {
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${job.environment["GITHUB_TOKEN"] ?? ""}`,
    "content-type": "application/json",
  };
  const answer = await job.fetch(url, { method, headers, ...(body !== undefined && { body }) });
  if (answer.ok) return answer.json();
  throw new StepFailure(
    `GitHub answered ${answer.status} to ${method} ${new URL(url).pathname}`,
    "give the job `permissions: pull-requests: write` and `env: GITHUB_TOKEN: ${{ github.token }}`",
  );
}
