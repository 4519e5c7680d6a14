// Lint rules of the pages: Vue and TypeScript defaults, and kits only inside ui/.
import vue from "eslint-plugin-vue";
import ts from "typescript-eslint";

export default ts.config(
  ts.configs.recommended,
  vue.configs["flat/recommended"],
  {
    files: ["**/*.vue"],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    rules: {
      "no-undef": "off",
      "vue/max-attributes-per-line": "off",
      "vue/singleline-html-element-content-newline": "off",
      "vue/html-self-closing": "off",
      "vue/html-closing-bracket-newline": "off",
      "vue/html-indent": "off",
      "vue/first-attribute-linebreak": "off",
      "vue/multi-word-component-names": "off",
      "vue/require-default-prop": "off",
      "vue/attributes-order": "off",
      "vue/multiline-html-element-content-newline": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": "error",
      "vue/no-mutating-props": ["error", { shallowOnly: true }],
    },
  },
  {
    files: ["miniapp/web/src/**"],
    ignores: ["miniapp/web/src/ui/**", "miniapp/web/src/core/kit-bridge.css"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ group: ["vant", "vant/*", "element-plus", "element-plus/*"], message: "Kits are wrapped in ui/ only." }] }],
    },
  },
);
