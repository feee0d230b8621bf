/** Lessons, as the build compiles them: the default export is a `Lesson`. */
declare module "*.md";
