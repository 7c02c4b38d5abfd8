/** What a key of an environment is for: `apiKey` serves everything unless there is a `writingKey`. */
export const keyPurposes = ['apiKey', 'writingKey'] as const;

export type KeyPurpose = (typeof keyPurposes)[number];
