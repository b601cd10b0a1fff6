/** Theatre: the picture over the whole window, remembered from visit to visit. */
import { useState } from "preact/hooks";
import { recallFlag, rememberFlag } from "../memory.ts";

export function useTheatre(): readonly [boolean, () => void] {
  const [theatre, setTheatre] = useState(() => recallFlag("theatre"));
  const toggle = () => {
    rememberFlag("theatre", !theatre);
    setTheatre(!theatre);
  };
  return [theatre, toggle];
}
