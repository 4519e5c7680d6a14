// Light, dark, or as the system says; remembered on this device (外观).

import { ref } from "vue";

export type Theme = "system" | "light" | "dark";

const PLACE = "wecrm:theme";

export const theme = ref<Theme>((localStorage.getItem(PLACE) as Theme | null) ?? "system");

export function chooseTheme(choice: Theme): void {
  theme.value = choice;
  if (choice === "system") {
    localStorage.removeItem(PLACE);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(PLACE, choice);
    document.documentElement.dataset.theme = choice;
  }
}
