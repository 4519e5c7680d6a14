// Who could take an opportunity over: its team, and the owner of its customer (接手的人).

import type { Team } from "@/core/api/teams";
import type { Ref } from "@/core/types";

export function heirsOf(team: Pick<Team, "owner" | "followers" | "collaborators">, customerOwner: Ref | null): Ref[] {
  const all = [...(customerOwner ? [customerOwner] : []), ...team.followers.map((one) => one.member), ...team.collaborators.map((one) => one.member)];
  return all.filter((one, place) => one.id !== team.owner?.id && all.findIndex((other) => other.id === one.id) === place);
}
