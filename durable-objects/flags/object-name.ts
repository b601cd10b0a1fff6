/** The name of the one object that keeps the flags, for everybody who asks it. */
export const FLAGS_OBJECT = "flags";
