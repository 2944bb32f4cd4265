// Starts the pieces of GOV.UK Frontend that Commend uses. Every page works without this file.
import {
  createAll,
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
} from "govuk-frontend";

// The library asks for these classes in an inline script, which the Content-Security-Policy forbids.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

// ARIA has no expanded state for a radio: the library sets one, and checkers rightly object.
class PlainRadios extends Radios {
  syncConditionalRevealWithInputState(input) {
    super.syncConditionalRevealWithInputState(input);
    input.removeAttribute("aria-expanded");
  }
}

for (const Component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PlainRadios,
  ServiceNavigation,
  SkipLink,
]) {
  createAll(Component);
}
