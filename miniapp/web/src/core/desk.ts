// Whether this visit runs in the desktop shell; the boundary never moves without a reload (桌面端).

export const DESK = "(min-width: 1024px)";

export const onDesk = (): boolean => matchMedia(DESK).matches;
