/**
 * Loaded into a child process before its program (`node --import`): when the parent dies, however it dies, the child is asked to end
 * in order, and made to end when it does not.
 */

/** Time for an orderly end after the parent died, milliseconds: what is in flight is stored, then nothing is left running. */
const END_WITHIN_MS = 5000;

process.on("disconnect", () => {
  process.kill(process.pid, "SIGTERM");
  // The child leads its own process group: its own children go with it.
  setTimeout(() => process.kill(-process.pid, "SIGKILL"), END_WITHIN_MS).unref();
});
// Listening alone does not keep the program running.
process.channel?.unref();
