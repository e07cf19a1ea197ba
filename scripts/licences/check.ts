/** A package that this repository asks for by name. */
export interface Dependency {
  name: string;
  version: string;
  licence: string;
}

/** Licences that go with Apache-2.0 in a published work; anything else is a decision to be taken and recorded. */
const ALLOWED = /^(MIT|Apache-2\.0|ISC|BSD-[23]-Clause|0BSD|MPL-2\.0)$/;

/** Whether every part of an SPDX expression is allowed; of alternatives, one is enough. */
export function isAllowed(licence: string): boolean {
  const alternatives = licence.replace(/[()]/g, "").split(" OR ");
  return alternatives.some((choice) => choice.split(" AND ").every((part) => ALLOWED.test(part.trim())));
}

export function licencePage(dependencies: readonly Dependency[]): string {
  const rows = [...dependencies]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`);
  return `# Licences of the packages we ask for

Written by \`npm run build\`; do not edit. Guildhall itself is under Apache-2.0. The SDK brings ethers only; the other
packages build, test and run this repository.

| Package | Version | Licence |
|---|---|---|
${rows.join("\n")}

\`npm run slither\` runs the analyser Slither (AGPL-3.0) as a program of its own; nothing here contains or links it.
`;
}
