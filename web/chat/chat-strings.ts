/** Every word that the chat says, in one place, ready for translation. */

export const chatStrings = {
  title: "Chat",
  log: "Chat messages",
  emptyTitle: "No messages yet",
  emptyText: "Say hello: it stays here for everyone who comes later.",
  gap: "Some messages are missing here",
  newMessages: (count: number) => (count === 1 ? "1 new message" : `${count} new messages`),
  toNewest: "Go to newest",

  connecting: "Connecting to the chat…",
  waiting: "The connection to the chat is lost. We keep trying.",
  tryNow: "Try now",

  sending: "Sending",
  notSent: "Not sent.",
  retry: "Send again",
  discard: "Delete",

  nameLabel: "Your name in chat",
  nameHint: "1 to 25 letters, digits or _",
  nameSave: "Join in",
  nameEmpty: "Enter a name of 1 to 25 letters, digits or _.",
  nameWrong: "Use 1 to 25 letters, digits or _, starting with a letter or digit.",
  nameCancel: "Cancel",
  chattingAs: "Chatting as",
  changeName: "Change your name",

  messageLabel: "Message",
  messagePlaceholder: "Send a message",
  send: "Send",
  left: (count: number) => (count === 1 ? "1 character left" : `${count} characters left`),
  tooLong: (over: number) => (over === 1 ? "1 character too many" : `${over} characters too many`),
  outboxFull: "Wait until your other messages are sent.",
} as const;
