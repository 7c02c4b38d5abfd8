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

/** A text field as its owner sees it. */
export type TextFieldElement = HTMLElement & { value: string };

/** A checkbox as its owner sees it. It fires `change` on every change, the owner's own included. */
export type CheckboxElement = HTMLElement & { checked: boolean };

/** A dropdown as its owner sees it. Its value can be set once its options are slotted. */
export type DropdownElement = HTMLElement & { value: string; open: boolean };

/** Makes the controls of VS Code's look known to the page; call once, before the first render. */
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

/** Once it is connected the toolkit's text field calls itself “Text field”, whatever name it was given. */
function preserveNames(): void {
  const connect: () => void = Reflect.get(TextField.prototype, 'connectedCallback');
  TextField.prototype.connectedCallback = function (): void {
    const name = this.getAttribute('aria-label');
    connect.call(this);
    if (name !== null) this.setAttribute('aria-label', name);
  };
}
