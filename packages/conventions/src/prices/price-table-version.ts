/** Which price table costs were computed with; stored beside each computed cost. */
export const PRICE_TABLE_VERSION = 'genai-prices-0.1.8';
