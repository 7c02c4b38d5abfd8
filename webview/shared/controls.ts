import './cspNonce.ts';
import {
  provideVSCodeDesignSystem,
  TextField,
  vsCodeBadge,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeLink,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import type { HTMLAttributes } from 'preact';

/** Registers the VS Code controls with the page; call it once, before the first render. */
export function registerControls(): void {
  preserveNames();
  provideVSCodeDesignSystem().register(
    vsCodeBadge(),
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeLink(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeTextField(),
  );
}

type Attributes = HTMLAttributes<HTMLElement>;

type Controls = {
  'vscode-badge': Attributes;
  'vscode-button': Attributes & {
    appearance?: 'primary' | 'secondary' | 'icon';
    disabled?: boolean;
  };
  'vscode-checkbox': Attributes & { checked?: boolean; disabled?: boolean };
  'vscode-dropdown': Attributes & { disabled?: boolean; position?: 'above' | 'below' };
  'vscode-link': Attributes & { href?: string };
  'vscode-option': Attributes & { value?: string; selected?: boolean; disabled?: boolean };
  'vscode-progress-ring': Attributes;
  'vscode-text-field': Attributes & {
    value?: string;
    placeholder?: string;
    maxlength?: number;
    disabled?: boolean;
    readonly?: boolean;
  };
};

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements extends Controls {}
  }
}

/** The value of a text field element. */
export type TextFieldElement = HTMLElement & { value: string };

/** The state of a checkbox element. It fires `change` on every change, including programmatic ones. */
export type CheckboxElement = HTMLElement & { checked: boolean };

/** The value of a dropdown element. It can be set only after its options are slotted. */
export type DropdownElement = HTMLElement & { value: string; open: boolean };

/** Keeps the accessible name of text fields: on connection the toolkit replaces it by “Text field”. */
function preserveNames(): void {
  const connect: () => void = Reflect.get(TextField.prototype, 'connectedCallback');
  TextField.prototype.connectedCallback = function (): void {
    const name = this.getAttribute('aria-label');
    connect.call(this);
    if (name !== null) this.setAttribute('aria-label', name);
  };
}
