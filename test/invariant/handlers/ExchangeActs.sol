// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ICurrencyExchange} from "../../../contracts/payments/ICurrencyExchange.sol";
import {SettlementToken} from "../../../contracts/payments/SettlementToken.sol";
import {IssuerActs} from "./IssuerActs.sol";

/// @notice Quotes are made, taken, cancelled and settled.
abstract contract ExchangeActs is IssuerActs {
    uint256 private constant QUOTE_NONCES = 12;

    mapping(bytes32 quoteId => bool withdrawn) private _withdrawnBooked;

    function settle(uint256 seed, uint256 amounts, uint256 nonce, uint256 by) external {
        ICurrencyExchange.Quote memory quote = _someQuote(seed, amounts, nonce);
        if (_keys[quote.maker] == 0 || _keys[quote.taker] == 0) return;
        bool isForged = by % 16 == 0;
        (bytes memory makers, bytes memory takers) = _signatures(quote, isForged);
        address caller = _someone(by >> 8);
        uint256[4] memory before = _balances(quote);
        bytes memory call = abi.encodeCall(exchange.settle, (quote, makers, takers));
        (bool done, ) = _attempt(caller, address(exchange), call);
        _check(quote, before, done);
        if (!done) return;
        assertTrue(!isForged || caller == quote.maker, "settled without the maker");
        _bookQuote(quote);
    }

    function settleBatch(uint256 seed, uint256 amounts, uint256 nonce) external {
        ICurrencyExchange.SignedQuote[] memory quotes = new ICurrencyExchange.SignedQuote[](2);
        for (uint256 i = 0; i < 2; ++i) {
            ICurrencyExchange.Quote memory quote = _someQuote(seed >> (i * 64), amounts, nonce >> (i * 8));
            if (_keys[quote.maker] == 0 || _keys[quote.taker] == 0) return;
            (bytes memory makers, bytes memory takers) = _signatures(quote, false);
            quotes[i] = ICurrencyExchange.SignedQuote(quote, makers, takers);
        }
        bool[] memory settled = exchange.settleBatch(quotes);
        for (uint256 i = 0; i < 2; ++i) if (settled[i]) _bookQuote(quotes[i].quote);
    }

    function cancel(uint256 by, uint256 nonce) external {
        uint256[] memory nonces = new uint256[](1);
        nonces[0] = nonce % QUOTE_NONCES;
        address caller = _someone(by);
        (bool done, ) = _attempt(caller, address(exchange), abi.encodeCall(exchange.cancel, (nonces)));
        assertTrue(done, "cancelling is always open");
        _quotes[caller][nonces[0]] = true;
    }

    function withdraw(uint256 seed, uint256 amounts, uint256 nonce, uint256 by) external {
        ICurrencyExchange.Quote memory quote = _someQuote(seed, amounts, nonce);
        address caller = by % 2 == 0 ? quote.taker : _someone(by >> 8);
        (bool done, ) = _attempt(caller, address(exchange), abi.encodeCall(exchange.withdraw, (quote)));
        assertTrue(done == (caller == quote.taker), "the taker's own act");
        if (done) _withdrawnBooked[exchange.quoteIdOf(quote)] = true;
    }

    function approveExchange(uint256 which, uint256 from) external {
        SettlementToken token = _someToken(which);
        bytes memory call = abi.encodeCall(token.approve, (address(exchange), type(uint256).max));
        _attempt(_someone(from), address(token), call);
    }

    function _bookQuote(ICurrencyExchange.Quote memory quote) private {
        assertFalse(_quotes[quote.maker][quote.nonce], "a quote's nonce was used twice");
        assertFalse(_withdrawnBooked[exchange.quoteIdOf(quote)], "settled after withdrawal");
        _quotes[quote.maker][quote.nonce] = true;
        (SettlementToken makers, SettlementToken takers) = _moneys(quote);
        _bookPayment(makers, quote.maker, quote.makerAmountMinor);
        _bookPayment(takers, quote.taker, quote.takerAmountMinor);
        _checkReceipt(makers, quote.taker);
        _checkReceipt(takers, quote.maker);
    }

    /// @dev Both legs in full, or neither.
    function _check(ICurrencyExchange.Quote memory quote, uint256[4] memory before, bool done) private view {
        uint256[4] memory afterwards = _balances(quote);
        uint256 makers = done ? quote.makerAmountMinor : 0;
        uint256 takers = done ? quote.takerAmountMinor : 0;
        assertEq(before[0] - afterwards[0], makers, "maker pays");
        assertEq(afterwards[1] - before[1], makers, "taker gets");
        assertEq(before[2] - afterwards[2], takers, "taker pays");
        assertEq(afterwards[3] - before[3], takers, "maker gets");
    }

    function _balances(ICurrencyExchange.Quote memory quote) private view returns (uint256[4] memory) {
        (SettlementToken makers, SettlementToken takers) = _moneys(quote);
        return
            [
                makers.balanceOf(quote.maker),
                makers.balanceOf(quote.taker),
                takers.balanceOf(quote.taker),
                takers.balanceOf(quote.maker)
            ];
    }

    function _someQuote(
        uint256 seed,
        uint256 amounts,
        uint256 nonce
    ) private view returns (ICurrencyExchange.Quote memory quote) {
        quote.maker = _someone(seed);
        quote.taker = _someone(seed >> 8);
        quote.makerToken = _someToken(seed >> 16);
        quote.takerToken = _someToken((seed >> 16) + 1 + ((seed >> 24) % 3));
        quote.makerAmountMinor = uint96(_someAmount(_someToken(seed >> 16), quote.maker, amounts));
        quote.takerAmountMinor = uint96(1 + ((amounts >> 128) % 1e6));
        quote.nonce = nonce % QUOTE_NONCES;
        quote.expiresAt = timeNow() + 1;
        quote.paymentReference = REFERENCE;
    }

    function _signatures(
        ICurrencyExchange.Quote memory quote,
        bool isForged
    ) private view returns (bytes memory makers, bytes memory takers) {
        bytes32 quoteId = exchange.quoteIdOf(quote);
        takers = signatureOf(_keys[quote.taker], quoteId);
        makers = isForged ? takers : signatureOf(_keys[quote.maker], quoteId);
    }

    function _moneys(
        ICurrencyExchange.Quote memory quote
    ) private pure returns (SettlementToken makers, SettlementToken takers) {
        return (SettlementToken(address(quote.makerToken)), SettlementToken(address(quote.takerToken)));
    }
}
