// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {PaymentReference} from "../../contracts/common/PaymentReference.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {CurrencyExchange} from "../../contracts/payments/CurrencyExchange.sol";
import {ICurrencyExchange} from "../../contracts/payments/ICurrencyExchange.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {PaymentsTest} from "./PaymentsTest.sol";

/// @notice Both legs or neither: the buyer gives euro for the supplier's yen.
contract CurrencyExchangeTest is PaymentsTest {
    CurrencyExchange private exchange;

    function setUp() public {
        foundPayments();
        exchange = CurrencyExchange(deployed("CurrencyExchange", ""));
        allow(eur, account(BUYER), address(exchange));
        allow(jpy, account(SUPPLIER), address(exchange));
        allow(jpy, account(SECOND_SUPPLIER), address(exchange));
    }

    /* Settling */

    function test_anyoneSettlesWhatBothSigned() public {
        ICurrencyExchange.Quote memory quote = _quote(0);
        bytes32 quoteId = exchange.quoteIdOf(quote);
        assertEq(quoteId, _digest(quote), "what is signed");
        assertTrue(exchange.isOpen(quote), "open");
        vm.expectEmit(address(exchange));
        emit ICurrencyExchange.QuoteSettled(
            quoteId,
            account(BUYER),
            account(SUPPLIER),
            eur,
            100_25,
            jpy,
            16_041,
            0,
            REFERENCE
        );
        vm.prank(stranger());
        exchange.settle(quote, _makers(quote), _takers(quote));
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - 100_25, "maker's euro");
        assertEq(jpy.balanceOf(account(BUYER)), FUNDS + 16_041, "maker's yen");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 100_25, "taker's euro");
        assertEq(jpy.balanceOf(account(SUPPLIER)), FUNDS - 16_041, "taker's yen");
        assertEq(eur.balanceOf(address(exchange)) + jpy.balanceOf(address(exchange)), 0, "exchange");
        assertFalse(exchange.isOpen(quote), "open");
        assertTrue(exchange.isNonceUsed(account(BUYER), 0), "nonce");
        _expectUsed(0);
        exchange.settle(quote, _makers(quote), _takers(quote));
    }

    function test_aSideThatCallsNeedNotHaveSigned() public {
        ICurrencyExchange.Quote memory quote = _quote(0);
        bytes memory signature = _makers(quote);
        vm.prank(account(SUPPLIER));
        exchange.settle(quote, signature, "");
        quote.nonce = 1;
        signature = _takers(quote);
        vm.prank(account(BUYER));
        exchange.settle(quote, "", signature);
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 2 * 100_25, "taker's euro");
    }

    function test_whoeverComesFirstTakesAnOpenQuote() public {
        ICurrencyExchange.Quote memory quote = _quote(0);
        quote.taker = address(0);
        bytes memory signature = _makers(quote);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        exchange.settle(quote, signature, "");
        vm.prank(account(SECOND_SUPPLIER));
        exchange.settle(quote, signature, "");
        assertEq(eur.balanceOf(account(SECOND_SUPPLIER)), FUNDS + 100_25, "taker's euro");
        _expectUsed(0);
        vm.prank(account(SUPPLIER));
        exchange.settle(quote, signature, "");
    }

    function test_quotesOfOneNonceAreAlternatives() public {
        ICurrencyExchange.Quote memory first = _quote(9);
        ICurrencyExchange.Quote memory second = _quote(9);
        second.takerAmountMinor = 16_040;
        exchange.settle(second, _makers(second), _takers(second));
        assertFalse(exchange.isOpen(first), "open");
        _expectUsed(9);
        exchange.settle(first, _makers(first), _takers(first));
    }

    function test_revertsWhenEitherLegFails() public {
        ICurrencyExchange.Quote memory quote = _quote(0);
        quote.takerAmountMinor = uint96(FUNDS + 1);
        expectError(
            abi.encodeWithSignature(
                "ERC20InsufficientBalance(address,uint256,uint256)",
                account(SUPPLIER),
                FUNDS,
                FUNDS + 1
            )
        );
        exchange.settle(quote, _makers(quote), _takers(quote));
        assertEq(eur.balanceOf(account(BUYER)), FUNDS, "maker's euro");
        assertTrue(exchange.isOpen(quote), "a refusal uses nothing up");

        quote = _quote(0);
        vm.prank(account(BUYER));
        eur.approve(address(exchange), 100_24);
        expectError(
            abi.encodeWithSignature(
                "ERC20InsufficientAllowance(address,uint256,uint256)",
                address(exchange),
                100_24,
                100_25
            )
        );
        exchange.settle(quote, _makers(quote), _takers(quote));
    }

    function test_revertsWhenEitherSideMayNotActOrIsOverItsLimit() public {
        ICurrencyExchange.Quote memory quote = _quote(0);
        suspend(SUPPLIER);
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_NotInStanding.selector,
                account(SUPPLIER),
                org(SUPPLIER)
            )
        );
        exchange.settle(quote, _makers(quote), _takers(quote));
        reinstate(SUPPLIER);
        vm.prank(account(JADE));
        jpy.freeze(account(BUYER));
        expectError(abi.encodeWithSelector(ISettlementToken.Token_AccountFrozen.selector, account(BUYER)));
        exchange.settle(quote, _makers(quote), _takers(quote));
        vm.prank(account(JADE));
        jpy.unfreeze(account(BUYER));
        vm.prank(account(AURUM));
        eur.setLimits(0, ISettlementToken.Limits(100_24, 100_24));
        expectError(
            abi.encodeWithSelector(
                ISettlementToken.Token_OverPaymentLimit.selector,
                account(BUYER),
                100_25,
                100_24
            )
        );
        exchange.settle(quote, _makers(quote), _takers(quote));
    }

    function test_isGoodUntilTheSecondItExpires() public {
        ICurrencyExchange.Quote memory quote = _quote(0);
        vm.warp(quote.expiresAt);
        assertFalse(exchange.isOpen(quote), "open");
        expectError(
            abi.encodeWithSelector(
                ICurrencyExchange.Exchange_QuoteExpired.selector,
                quote.expiresAt,
                quote.expiresAt
            )
        );
        exchange.settle(quote, _makers(quote), _takers(quote));
        vm.warp(quote.expiresAt - 1);
        assertTrue(exchange.isOpen(quote), "open a second before");
        exchange.settle(quote, _makers(quote), _takers(quote));
    }

    function test_revertsWhenAnythingDiffersFromWhatWasSigned() public {
        bytes memory byMaker = _makers(_quote(0));
        bytes memory byTaker = _takers(_quote(0));
        for (uint256 i = 0; i < 8; ++i) {
            ICurrencyExchange.Quote memory quote = _quote(0);
            if (i == 0) quote.taker = account(SECOND_SUPPLIER);
            if (i == 1) quote.makerToken = kwd;
            if (i == 2) quote.makerAmountMinor += 1;
            if (i == 3) quote.takerToken = cny;
            if (i == 4) quote.takerAmountMinor -= 1;
            if (i == 5) quote.nonce = 1;
            if (i == 6) quote.expiresAt += 1;
            if (i == 7) quote.paymentReference = PaymentReference.wrap(0);
            _expectBadSignature(account(BUYER));
            exchange.settle(quote, byMaker, byTaker);
        }
        ICurrencyExchange.Quote memory same = _quote(0);
        _expectBadSignature(account(SUPPLIER));
        exchange.settle(same, byMaker, byMaker);
        _expectBadSignature(account(BUYER));
        exchange.settle(same, byTaker, byTaker);
        _expectBadSignature(account(BUYER));
        exchange.settle(same, malleated(byMaker), byTaker);
        _expectBadSignature(account(SUPPLIER));
        exchange.settle(same, byMaker, malleated(byTaker));
    }

    /// @dev Case P13: a clone of the chain under another id refuses what was signed here.
    function test_revertsOnACloneWithAnotherChainId() public {
        ICurrencyExchange.Quote memory quote = _quote(0);
        bytes memory byMaker = _makers(quote);
        bytes memory byTaker = _takers(quote);
        vm.chainId(4711);
        _expectBadSignature(account(BUYER));
        exchange.settle(quote, byMaker, byTaker);
    }

    function test_revertsWhenAQuoteIsNotBetweenTwo() public {
        for (uint256 i = 0; i < 4; ++i) {
            ICurrencyExchange.Quote memory quote = _quote(0);
            if (i == 0) quote.taker = quote.maker;
            if (i == 1) quote.takerToken = quote.makerToken;
            if (i == 2) quote.makerAmountMinor = 0;
            if (i == 3) quote.takerAmountMinor = 0;
            assertFalse(exchange.isOpen(quote), "open");
            _expectBad(quote);
            exchange.settle(quote, "", "");
        }
    }

    /* Cancelling */

    function test_theMakerCancelsItsQuotes() public {
        uint256[] memory nonces = new uint256[](3);
        nonces[1] = 300;
        vm.expectEmit(address(exchange));
        emit ICurrencyExchange.QuoteCancelled(account(BUYER), 0);
        vm.expectEmit(address(exchange));
        emit ICurrencyExchange.QuoteCancelled(account(BUYER), 300);
        vm.prank(account(BUYER));
        exchange.cancel(nonces);
        ICurrencyExchange.Quote memory quote = _quote(0);
        assertFalse(exchange.isOpen(quote), "open");
        _expectUsed(0);
        exchange.settle(quote, _makers(quote), _takers(quote));
    }

    function test_aStrangerCancelsNothing() public {
        ICurrencyExchange.Quote memory quote = _quote(0);
        vm.prank(stranger());
        exchange.cancel(new uint256[](1));
        vm.prank(account(SUPPLIER));
        exchange.cancel(new uint256[](1));
        expectError(
            abi.encodeWithSelector(
                ICurrencyExchange.Exchange_NotTaker.selector,
                stranger(),
                account(SUPPLIER)
            )
        );
        vm.prank(stranger());
        exchange.withdraw(quote);
        expectError(
            abi.encodeWithSelector(
                ICurrencyExchange.Exchange_NotTaker.selector,
                account(BUYER),
                account(SUPPLIER)
            )
        );
        vm.prank(account(BUYER));
        exchange.withdraw(quote);
        exchange.settle(quote, _makers(quote), _takers(quote));
    }

    function test_theTakerWithdrawsWhatItSigned() public {
        ICurrencyExchange.Quote memory quote = _quote(0);
        vm.expectEmit(address(exchange));
        emit ICurrencyExchange.QuoteWithdrawn(_digest(quote), account(SUPPLIER));
        vm.prank(account(SUPPLIER));
        exchange.withdraw(quote);
        assertFalse(exchange.isOpen(quote), "open");
        expectError(
            abi.encodeWithSelector(
                ICurrencyExchange.Exchange_QuoteWithdrawn.selector,
                _digest(quote),
                account(SUPPLIER)
            )
        );
        exchange.settle(quote, _makers(quote), _takers(quote));
        // Another quote of the same maker is not touched by it, and the taker may still settle this one itself.
        bytes memory byMaker = _makers(quote);
        vm.prank(account(SUPPLIER));
        exchange.settle(quote, byMaker, "");
        quote.nonce = 1;
        quote.takerAmountMinor += 1;
        exchange.settle(quote, _makers(quote), _takers(quote));
    }

    /* Batches */

    function test_aBatchSettlesWhatItCanAndReportsTheRest() public {
        ICurrencyExchange.SignedQuote[] memory quotes = new ICurrencyExchange.SignedQuote[](6);
        for (uint256 i = 0; i < quotes.length; ++i) quotes[i] = _signed(_quote(i));
        exchange.settle(quotes[1].quote, quotes[1].makerSignature, quotes[1].takerSignature);
        ICurrencyExchange.Quote memory late = _quote(2);
        late.expiresAt = OPENING;
        quotes[2] = _signed(late);
        quotes[3].takerSignature = quotes[4].takerSignature;
        ICurrencyExchange.Quote memory open = _quote(5);
        open.taker = address(0);
        quotes[5] = _signed(open);

        _expectSkipped(
            quotes[1].quote,
            abi.encodeWithSelector(ICurrencyExchange.Exchange_NonceUsed.selector, account(BUYER), 1)
        );
        _expectSkipped(
            late,
            abi.encodeWithSelector(
                ICurrencyExchange.Exchange_QuoteExpired.selector,
                OPENING,
                uint256(OPENING)
            )
        );
        _expectSkipped(
            quotes[3].quote,
            abi.encodeWithSelector(ICurrencyExchange.Exchange_BadSignature.selector, account(SUPPLIER))
        );
        _expectSkipped(
            open,
            abi.encodeWithSelector(ICurrencyExchange.Exchange_BadQuote.selector, _digest(open))
        );
        bool[] memory settled = exchange.settleBatch(quotes);
        for (uint256 i = 0; i < settled.length; ++i) {
            assertTrue(settled[i] == (i == 0 || i == 4), "settled");
        }
        settled = exchange.settleBatch(quotes);
        for (uint256 i = 0; i < settled.length; ++i) assertFalse(settled[i], "settled again");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 3 * 100_25, "taker's euro");
    }

    function testFuzz_bothLegsAreExactOrNeitherMoves(uint96 makers, uint96 takers, bool isShort) public {
        ICurrencyExchange.Quote memory quote = _quote(0);
        quote.makerAmountMinor = uint96(bound(makers, 1, FUNDS));
        quote.takerAmountMinor = uint96(isShort ? FUNDS + 1 : bound(takers, 1, FUNDS));
        bytes memory call = abi.encodeCall(exchange.settle, (quote, _makers(quote), _takers(quote)));
        (bool done, ) = address(exchange).call(call);
        assertTrue(done != isShort, "settled");
        uint256 euro = done ? quote.makerAmountMinor : 0;
        uint256 yen = done ? quote.takerAmountMinor : 0;
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - euro, "maker's euro");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + euro, "taker's euro");
        assertEq(jpy.balanceOf(account(BUYER)), FUNDS + yen, "maker's yen");
        assertEq(jpy.balanceOf(account(SUPPLIER)), FUNDS - yen, "taker's yen");
    }

    function _quote(uint256 nonce) private view returns (ICurrencyExchange.Quote memory) {
        return
            ICurrencyExchange.Quote({
                maker: account(BUYER),
                taker: account(SUPPLIER),
                makerToken: eur,
                makerAmountMinor: 100_25,
                takerToken: jpy,
                takerAmountMinor: 16_041,
                nonce: nonce,
                expiresAt: OPENING + 60,
                paymentReference: REFERENCE
            });
    }

    function _digest(ICurrencyExchange.Quote memory quote) private view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "Quote(address maker,address taker,address makerToken,uint96 makerAmountMinor,address takerToken,uint96 takerAmountMinor,uint256 nonce,uint40 expiresAt,bytes32 paymentReference)"
        );
        return
            typedDataDigest(
                "Guildhall CurrencyExchange",
                address(exchange),
                keccak256(abi.encode(typeHash, quote))
            );
    }

    function _makers(ICurrencyExchange.Quote memory quote) private view returns (bytes memory) {
        return signatureOf(keyOf("operator", BUYER), _digest(quote));
    }

    function _takers(ICurrencyExchange.Quote memory quote) private view returns (bytes memory) {
        return signatureOf(keyOf("operator", SUPPLIER), _digest(quote));
    }

    function _signed(
        ICurrencyExchange.Quote memory quote
    ) private view returns (ICurrencyExchange.SignedQuote memory) {
        return ICurrencyExchange.SignedQuote(quote, _makers(quote), _takers(quote));
    }

    function _expectSkipped(ICurrencyExchange.Quote memory quote, bytes memory reason) private {
        vm.expectEmit(address(exchange));
        emit ICurrencyExchange.QuoteSkipped(_digest(quote), quote.maker, quote.taker, reason);
    }

    function _expectUsed(uint256 nonce) private {
        expectError(
            abi.encodeWithSelector(ICurrencyExchange.Exchange_NonceUsed.selector, account(BUYER), nonce)
        );
    }

    function _expectBad(ICurrencyExchange.Quote memory quote) private {
        expectError(abi.encodeWithSelector(ICurrencyExchange.Exchange_BadQuote.selector, _digest(quote)));
    }

    function _expectBadSignature(address signer) private {
        expectError(abi.encodeWithSelector(ICurrencyExchange.Exchange_BadSignature.selector, signer));
    }
}
