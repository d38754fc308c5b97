// The template's own tests, which nothing else of the repository runs.
import '../../../cli/templates/adapter/test/settings.test.js';
