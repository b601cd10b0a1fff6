/** Pages whose code comes when they are asked for: the watch page does without it. */
import type { ComponentType } from "preact";
import type { PlainPage } from "./route.ts";
import type { StudioSection } from "./studio/sections.ts";

type Load<P> = () => Promise<ComponentType<P>>;
type OfChannel = { readonly login: string };

/** Pages that are given nothing but their address. */
const plain: Readonly<Record<PlainPage | "home", Load<object>>> = {
  home: async () => (await import("./home/home-page.tsx")).HomePage,
  logIn: async () => (await import("./sign-in/login-page.tsx")).LoginPage,
  forgot: async () => (await import("./sign-in/forgot-page.tsx")).ForgotPage,
  signUp: async () => (await import("./sign-in/sign-up-page.tsx")).SignUpPage,
  resetPassword: async () => (await import("./sign-in/reset-page.tsx")).ResetPage,
  verifyMail: async () => (await import("./sign-in/verify-mail-page.tsx")).VerifyMailPage,
  confirmMail: async () => (await import("./sign-in/confirm-mail-page.tsx")).ConfirmMailPage,
  browse: async () => (await import("./browse/browse-page.tsx")).BrowsePage,
  search: async () => (await import("./search/search-page.tsx")).SearchPage,
  following: async () => (await import("./following/following-page.tsx")).FollowingPage,
  staff: async () => (await import("./staff/staff-page.tsx")).StaffPage,
};

const popout: Load<OfChannel> = async () => (await import("./chat/popout-page.tsx")).PopoutPage;
const overlay: Load<OfChannel> = async () => (await import("./chat/overlay-page.tsx")).OverlayPage;
const moderation: Load<OfChannel> = async () => (await import("./moderation/moderation-page.tsx")).ModerationPage;
const embed: Load<OfChannel> = async () => (await import("./embed/embed-page.tsx")).EmbedPage;
const category: Load<{ readonly slug: string }> = async () => (await import("./browse/category-page.tsx")).CategoryPage;
const settings: Load<{ readonly section: string }> = async () =>
  (await import("./settings/settings-page.tsx")).SettingsPage;
const studio: Load<{ readonly section: StudioSection }> = async () =>
  (await import("./studio/studio-page.tsx")).StudioPage;

export const late = { ...plain, popout, overlay, moderation, embed, category, settings, studio };
