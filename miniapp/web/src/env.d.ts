/// <reference types="vite/client" />
declare module "lucide:*" {
  const body: string;
  export default body;
}
declare module "*.vue" {
  import type { DefineComponent } from "vue";
  const component: DefineComponent<Record<string, never>, Record<string, never>, unknown>;
  export default component;
}
