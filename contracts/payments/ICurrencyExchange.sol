// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {PaymentReference} from "../common/PaymentReference.sol";

/// @title Payment versus payment between two currencies
/// @notice A firm quote, signed by both sides, settles both legs in one transaction or neither. It says both amounts, so
/// there is no rate and nothing to round, whatever the exponents of the two currencies.
/// @dev Who may do what:
/// - anyone: settle a quote that both sides signed; a side that calls need not have signed;
/// - its maker: cancel quotes by their nonce; its taker: withdraw from a quote.
///
/// The exchange holds nothing and is nobody's custodian: it moves money under the allowances of maker and taker, and the
/// tokens ask whether both may act. It knows no tokens: who signs a quote answers for the two it names. Signatures are
/// EIP-712 of the running chain; a key signs with low s, a contract through EIP-1271.
interface ICurrencyExchange {
    /// @notice What one side gives for what the other gives.
    /// @param maker Account that made the quote.
    /// @param taker Account that it is made to; zero for whoever calls first.
    /// @param makerToken What the maker pays in.
    /// @param makerAmountMinor What the maker pays.
    /// @param takerToken What the taker pays in.
    /// @param takerAmountMinor What the taker pays.
    /// @param nonce Any number that the maker has not used here; several quotes may share one, and only one of them settles.
    /// Numbers that follow each other are cheapest.
    /// @param expiresAt The quote is good earlier than this, seconds UTC.
    /// @param paymentReference See `PaymentReference`; emitted with the settlement.
    struct Quote {
        address maker;
        address taker;
        IERC20 makerToken;
        uint96 makerAmountMinor;
        IERC20 takerToken;
        uint96 takerAmountMinor;
        uint256 nonce;
        uint40 expiresAt;
        PaymentReference paymentReference;
    }

    /// @notice A quote with what both sides signed.
    struct SignedQuote {
        Quote quote;
        bytes makerSignature;
        bytes takerSignature;
    }

    /// @notice Both legs were paid.
    /// @param quoteId EIP-712 digest of the quote, which both signed.
    event QuoteSettled(
        bytes32 indexed quoteId,
        address indexed maker,
        address indexed taker,
        IERC20 makerToken,
        uint256 makerAmountMinor,
        IERC20 takerToken,
        uint256 takerAmountMinor,
        uint256 nonce,
        PaymentReference paymentReference
    );
    /// @notice A quote of a batch was left out; nothing of it was paid.
    /// @param reason The error with which it would have reverted by itself.
    event QuoteSkipped(bytes32 indexed quoteId, address indexed maker, address indexed taker, bytes reason);
    /// @notice The maker took back all quotes with this nonce.
    event QuoteCancelled(address indexed maker, uint256 nonce);
    /// @notice The taker took its signature back.
    event QuoteWithdrawn(bytes32 indexed quoteId, address indexed taker);

    /// @notice A quote is between two accounts and two tokens, and both amounts are above zero.
    /// @custom:remedy Correct the quote and let both sides sign it.
    error Exchange_BadQuote(bytes32 quoteId);
    /// @notice The quote has run out.
    /// @custom:remedy Ask the maker for a new one.
    error Exchange_QuoteExpired(uint40 expiresAt, uint256 time);
    /// @notice A quote with this nonce was settled or cancelled.
    /// @custom:remedy `fx list` tells which; ask the maker for a new one.
    error Exchange_NonceUsed(address maker, uint256 nonce);
    /// @notice The taker withdrew its signature under this quote.
    /// @custom:remedy Ask for a new one.
    error Exchange_QuoteWithdrawn(bytes32 quoteId, address taker);
    /// @notice The signature is not that side's for this very quote on this chain.
    /// @custom:remedy Sign again; check chain, exchange, every field and the key.
    error Exchange_BadSignature(address signer);
    /// @notice Only the taker of a quote withdraws from it.
    /// @custom:remedy Sign with the taker's account; the maker cancels by nonce.
    error Exchange_NotTaker(address caller, address taker);

    /// @notice Pays both legs or neither. Anyone; the caller's own signature is not needed, and the caller becomes the taker
    /// of a quote that names none.
    /// @return quoteId EIP-712 digest of the quote.
    function settle(
        Quote calldata quote,
        bytes calldata makerSignature,
        bytes calldata takerSignature
    ) external returns (bytes32 quoteId);

    /// @notice Settles what can be settled of many quotes, each by itself, and reports the others by `QuoteSkipped`. Anyone;
    /// both sides of each must have signed.
    /// @return settled For each quote, whether it was settled now.
    function settleBatch(SignedQuote[] calldata quotes) external returns (bool[] memory settled);

    /// @notice Takes back all quotes of the caller with these nonces; used ones are left alone.
    function cancel(uint256[] calldata nonces) external;

    /// @notice Takes back the caller's signature under a quote that names it as taker. It may still settle the quote itself.
    function withdraw(Quote calldata quote) external;

    /// @notice Whether the quote is sound and neither expired, settled, cancelled nor its taker's signature withdrawn. Says
    /// nothing about signatures, balances and allowances.
    function isOpen(Quote calldata quote) external view returns (bool);

    /// @notice EIP-712 digest of a quote on the running chain: what both sides sign.
    function quoteIdOf(Quote calldata quote) external view returns (bytes32);

    /// @notice Whether a quote with this nonce was settled or cancelled.
    function isNonceUsed(address maker, uint256 nonce) external view returns (bool);
}
