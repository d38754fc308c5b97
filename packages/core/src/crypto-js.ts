export { cryptoJsBackend } from './crypto/crypto-js-backend.js';
