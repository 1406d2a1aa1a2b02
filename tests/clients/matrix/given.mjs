// What every client of the matrix is given: the same question, tools, schema, picture and document, in no SDK's shape.
export const MODEL = process.env.CLEARBAR_CLIENT_MODEL ?? "claude-haiku-4-5";
export const THINKING_MODEL = "claude-haiku-4-5";

export const QUESTION = "Where is my card? It was due on Monday — “soon”, you said 🙂";

export const SCHEMA = {
  type: "object",
  properties: { intent: { type: "string", enum: ["card_arrival", "lost_card"] }, urgent: { type: "boolean" } },
  required: ["intent", "urgent"],
  additionalProperties: false,
};

export const TOOLS = [
  { name: "record_intent", description: "Records what the customer wants.", schema: SCHEMA },
  {
    name: "find_branch",
    description: "Finds a branch of the bank.",
    schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false },
  },
];

// A red dot, 1 × 1.
export const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

// The smallest file that calls itself a PDF.
export const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF").toString("base64");

/** The cell says why it cannot work; the matrix shows it. */
export const cannot = (reason) => async () => `n/a: ${reason}`;
