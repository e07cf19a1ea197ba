// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Signatures} from "../common/Signatures.sol";
import {ICurrencyExchange} from "./ICurrencyExchange.sol";

/// @title CurrencyExchange
/// @notice Two currencies change hands at once, see `ICurrencyExchange`.
contract CurrencyExchange is ICurrencyExchange, EIP712 {
    using SafeERC20 for IERC20;

    bytes32 private constant QUOTE_TYPEHASH = keccak256(
        "Quote(address maker,address taker,address makerToken,uint96 makerAmountMinor,address takerToken,"
        "uint96 takerAmountMinor,uint256 nonce,uint40 expiresAt,bytes32 paymentReference)"
    );

    /// @dev One bit per nonce: settled or cancelled.
    mapping(address maker => mapping(uint256 word => uint256 bits)) private _usedNonces;
    mapping(bytes32 quoteId => mapping(address taker => bool withdrawn)) private _withdrawn;

    constructor() EIP712("Guildhall CurrencyExchange", "1") {} // solhint-disable-line no-empty-blocks

    /// @inheritdoc ICurrencyExchange
    function settle(
        Quote calldata quote,
        bytes calldata makerSignature,
        bytes calldata takerSignature
    ) public returns (bytes32 quoteId) {
        quoteId = quoteIdOf(quote);
        address taker = quote.taker == address(0) ? msg.sender : quote.taker;
        if (!_isSound(quote, taker)) revert Exchange_BadQuote(quoteId);
        if (block.timestamp >= quote.expiresAt)
            revert Exchange_QuoteExpired(quote.expiresAt, block.timestamp);
        _requireSigned(quote.maker, quoteId, makerSignature);
        _requireSigned(taker, quoteId, takerSignature);
        if (!_use(quote.maker, quote.nonce)) revert Exchange_NonceUsed(quote.maker, quote.nonce);
        if (msg.sender != taker && _withdrawn[quoteId][taker]) revert Exchange_QuoteWithdrawn(quoteId, taker);
        emit QuoteSettled(
            quoteId,
            quote.maker,
            taker,
            quote.makerToken,
            quote.makerAmountMinor,
            quote.takerToken,
            quote.takerAmountMinor,
            quote.nonce,
            quote.paymentReference
        );
        // The maker signed this very quote, or settles it itself.
        // slither-disable-next-line arbitrary-send-erc20
        quote.makerToken.safeTransferFrom(quote.maker, taker, quote.makerAmountMinor);
        quote.takerToken.safeTransferFrom(taker, quote.maker, quote.takerAmountMinor);
    }

    /// @inheritdoc ICurrencyExchange
    function settleBatch(SignedQuote[] calldata quotes) external returns (bool[] memory settled) {
        settled = new bool[](quotes.length);
        for (uint256 i = 0; i < quotes.length; ++i) {
            SignedQuote calldata item = quotes[i];
            // A call of its own, so that a failure undoes this quote alone.
            try this.settle(item.quote, item.makerSignature, item.takerSignature) {
                settled[i] = true;
            } catch (bytes memory reason) {
                emit QuoteSkipped(quoteIdOf(item.quote), item.quote.maker, item.quote.taker, reason);
            }
        }
    }

    /// @inheritdoc ICurrencyExchange
    function cancel(uint256[] calldata nonces) external {
        for (uint256 i = 0; i < nonces.length; ++i) {
            if (_use(msg.sender, nonces[i])) emit QuoteCancelled(msg.sender, nonces[i]);
        }
    }

    /// @inheritdoc ICurrencyExchange
    function withdraw(Quote calldata quote) external {
        if (msg.sender != quote.taker) revert Exchange_NotTaker(msg.sender, quote.taker);
        bytes32 quoteId = quoteIdOf(quote);
        _withdrawn[quoteId][msg.sender] = true;
        emit QuoteWithdrawn(quoteId, msg.sender);
    }

    /// @inheritdoc ICurrencyExchange
    function isOpen(Quote calldata quote) external view returns (bool) {
        return
            _isSound(quote, quote.taker) &&
            block.timestamp < quote.expiresAt &&
            !isNonceUsed(quote.maker, quote.nonce) &&
            !_withdrawn[quoteIdOf(quote)][quote.taker];
    }

    /// @inheritdoc ICurrencyExchange
    function quoteIdOf(Quote calldata quote) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(QUOTE_TYPEHASH, quote)));
    }

    /// @inheritdoc ICurrencyExchange
    function isNonceUsed(address maker, uint256 nonce) public view returns (bool) {
        return (_usedNonces[maker][nonce >> 8] >> (nonce & 0xff)) & 1 != 0;
    }

    /// @dev Uses a nonce up; `fresh` says whether it was not used before.
    function _use(address maker, uint256 nonce) private returns (bool fresh) {
        uint256 bits = _usedNonces[maker][nonce >> 8];
        uint256 bit = 1 << (nonce & 0xff);
        fresh = bits & bit == 0;
        if (fresh) _usedNonces[maker][nonce >> 8] = bits | bit;
    }

    function _requireSigned(address signer, bytes32 quoteId, bytes calldata signature) private view {
        if (msg.sender != signer && !Signatures.isBy(signer, quoteId, signature)) {
            revert Exchange_BadSignature(signer);
        }
    }

    /// @dev The exchange itself would be the taker of an open quote in a batch.
    function _isSound(Quote calldata quote, address taker) private view returns (bool) {
        return
            quote.maker != taker &&
            taker != address(this) &&
            address(quote.makerToken) != address(quote.takerToken) &&
            quote.makerAmountMinor != 0 &&
            quote.takerAmountMinor != 0;
    }
}
