import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Job } from "./job";
import { StepFailure } from "./stepFailure";

/** What `comment` is given. */
export interface CommentOptions {
  /** Folder of the reports, at any depth. */
  readonly reports: string;
}

const marker = "<!-- icertis-access: preview -->";
/** GitHub takes 65,536 characters. */
const longest = 65_000;
const perPage = 100;

/** Puts all reports into one comment of the pull request on GitHub; a later run rewrites it. */
export async function comment(job: Job, { reports }: CommentOptions): Promise<void> {
  const body = JSON.stringify({ body: [marker, ...fitting(reportsIn(join(job.folder, reports)))].join("\n") });
  const { GITHUB_REPOSITORY: repository = "", GITHUB_API_URL: api = "https://api.github.com" } = job.environment;
  const issues = `${api}/repos/${repository}/issues`;
  const thread = `${issues}/${pullRequestNumber(job)}/comments`;
  const mine = await commentOfEarlier(job, thread);
  if (mine === undefined) await call(job, "POST", thread, body);
  else await call(job, "PATCH", `${issues}/comments/${mine}`, body);
}

function reportsIn(folder: string): readonly string[] {
  const all = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  const texts = all.filter((file) => file.endsWith(".md")).sort();
  if (texts.length === 0) return ["No report: every preview failed before it had one; the jobs' logs say why."];
  return texts.map((file) => readFileSync(join(folder, file), "utf8"));
}

/** The reports, in full as long as there is room; of the others what they come to. */
function fitting(reports: readonly string[]): readonly string[] {
  const short = (report: string) =>
    `${report.split("\n", 1)[0]}\n\nIts diff is too long for a comment: the job's page and its artifact have it.\n`;
  let room = longest - marker.length - reports.map(short).join("\n").length;
  if (room < 0) return [reports.map(short).join("\n").slice(0, room)];
  return reports.map((report) => {
    const more = report.length - short(report).length;
    if (more > room) return short(report);
    room -= more;
    return report;
  });
}

/** The id of the comment that an earlier run made. */
async function commentOfEarlier(job: Job, thread: string): Promise<number | undefined> {
  for (let page = 1; ; page++) {
    const answer = await call(job, "GET", `${thread}?per_page=${perPage}&page=${page}`);
    const comments = answer as readonly { readonly id: number; readonly body: string }[];
    const mine = comments.find(({ body }) => body.startsWith(marker));
    if (mine !== undefined || comments.length < perPage) return mine?.id;
  }
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
  const { message = "" } = (await answer.json().catch(() => ({}))) as { readonly message?: string };
  // To a token without the right GitHub may also deny that there is such a thing.
  const refused = [401, 403, 404].includes(answer.status) && !/rate limit/i.test(message);
  throw new StepFailure(
    `GitHub answered ${answer.status} to ${method} ${new URL(url).pathname}: ${message}`,
    refused
      ? "give the job `permissions: pull-requests: write` and `env: GITHUB_TOKEN: ${{ github.token }}`"
      : "run the job again in some minutes; if it fails again, look at https://www.githubstatus.com",
  );
}
