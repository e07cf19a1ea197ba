// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Rights} from "../../contracts/common/Rights.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {SettlementToken} from "../../contracts/payments/SettlementToken.sol";
import {PaymentsTest} from "./PaymentsTest.sol";
import {ContractWallet} from "./doubles/ContractWallet.sol";

/// @notice Payments that one signs and another delivers. The words that are signed are put together anew here.
contract AuthorizationsTest is PaymentsTest {
    struct Terms {
        address from;
        address to;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 nonce;
    }

    uint256 private buyerKey;

    function setUp() public {
        foundPayments();
        buyerKey = keyOf("operator", BUYER);
    }

    /* Delivering */

    function test_anyoneDeliversASignedPaymentOnce() public {
        Terms memory terms = _terms(0);
        bytes memory signature = _signedTransfer(terms);
        assertFalse(eur.authorizationState(terms.from, terms.nonce), "before");
        vm.expectEmit(address(eur));
        emit ISettlementToken.AuthorizationUsed(terms.from, terms.nonce);
        vm.prank(stranger());
        _transfer(eur, terms, signature);
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 700, "payee");
        assertTrue(eur.authorizationState(terms.from, terms.nonce), "after");
        _expectUsed(terms);
        _transfer(eur, terms, signature);
    }

    function test_thePayeeAloneReceives() public {
        Terms memory terms = _terms(0);
        bytes memory signature = _signed("ReceiveWithAuthorization", terms, buyerKey);
        expectError(
            abi.encodeWithSelector(
                ISettlementToken.Token_CallerIsNotPayee.selector,
                stranger(),
                account(SUPPLIER)
            )
        );
        vm.prank(stranger());
        _receive(terms, signature);
        // Nor is what was signed for the payee good for anyone else's delivery.
        _expectBadSignature(terms.from);
        vm.prank(stranger());
        _transfer(eur, terms, signature);
        vm.prank(account(SUPPLIER));
        _receive(terms, signature);
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 700, "payee");
    }

    function test_revertsWhenAnythingDiffersFromWhatWasSigned() public {
        Terms memory signedTerms = _terms(0);
        bytes memory signature = _signedTransfer(signedTerms);
        for (uint256 i = 0; i < 5; ++i) {
            Terms memory terms = _terms(0);
            if (i == 0) terms.to = account(SECOND_SUPPLIER);
            if (i == 1) terms.value += 1;
            if (i == 2) terms.validAfter -= 1;
            if (i == 3) terms.validBefore += 1;
            if (i == 4) terms.nonce = bytes32(uint256(1));
            _expectBadSignature(terms.from);
            _transfer(eur, terms, signature);
        }
        Terms memory other = _terms(0);
        other.from = account(SECOND_SUPPLIER);
        _expectBadSignature(other.from);
        _transfer(eur, other, signature);
        _expectBadSignature(signedTerms.from);
        _transfer(kwd, signedTerms, signature);
        _expectBadSignature(signedTerms.from);
        _transfer(eur, signedTerms, hex"");
        bytes memory byAnother = _signed(
            "TransferWithAuthorization",
            signedTerms,
            keyOf("operator", SUPPLIER)
        );
        _expectBadSignature(signedTerms.from);
        _transfer(eur, signedTerms, byAnother);
    }

    function test_revertsWhenTheSignatureIsMalleated() public {
        Terms memory terms = _terms(0);
        bytes memory signature = _signedTransfer(terms);
        _expectBadSignature(terms.from);
        _transfer(eur, terms, malleated(signature));
        _transfer(eur, terms, signature);
        _expectUsed(terms);
        _transfer(eur, terms, malleated(signature));
    }

    /// @dev Case P13: a clone of the chain under another id refuses what was signed here.
    function test_revertsOnACloneWithAnotherChainId() public {
        Terms memory terms = _terms(0);
        bytes memory signature = _signedTransfer(terms);
        bytes32 domain = eur.DOMAIN_SEPARATOR();
        vm.chainId(4711);
        assertTrue(domain != eur.DOMAIN_SEPARATOR(), "domain");
        _expectBadSignature(terms.from);
        _transfer(eur, terms, signature);
        _transfer(eur, terms, _signedTransfer(terms));
    }

    function test_isGoodBetweenItsTimesOnly() public {
        Terms memory terms = _terms(0);
        bytes memory signature = _signedTransfer(terms);
        vm.warp(terms.validAfter);
        expectError(
            abi.encodeWithSelector(
                ISettlementToken.Token_AuthorizationTooEarly.selector,
                terms.validAfter,
                terms.validAfter
            )
        );
        _transfer(eur, terms, signature);
        vm.warp(terms.validBefore);
        expectError(
            abi.encodeWithSelector(
                ISettlementToken.Token_AuthorizationExpired.selector,
                terms.validBefore,
                terms.validBefore
            )
        );
        _transfer(eur, terms, signature);
        vm.warp(terms.validBefore - 1);
        _transfer(eur, terms, signature);
        terms.nonce = bytes32(uint256(1));
        terms.validAfter = timeNow() - 1;
        _transfer(eur, terms, _signedTransfer(terms));
    }

    function test_revertsWhenTheSignerMayNotActNow() public {
        Terms memory terms = _terms(0);
        bytes memory signature = _signedTransfer(terms);
        suspend(BUYER);
        expectError(
            abi.encodeWithSelector(IMembership.Membership_NotInStanding.selector, account(BUYER), org(BUYER))
        );
        _transfer(eur, terms, signature);
        reinstate(BUYER);
        vm.prank(account(AURUM));
        eur.freeze(account(BUYER));
        expectError(abi.encodeWithSelector(ISettlementToken.Token_AccountFrozen.selector, account(BUYER)));
        _transfer(eur, terms, signature);
        assertFalse(eur.authorizationState(terms.from, terms.nonce), "a refusal uses nothing up");
    }

    function test_theLimitsOfThePayerApply() public {
        vm.prank(account(AURUM));
        eur.setLimits(0, ISettlementToken.Limits(699, 699));
        Terms memory terms = _terms(0);
        expectError(
            abi.encodeWithSelector(ISettlementToken.Token_OverPaymentLimit.selector, account(BUYER), 700, 699)
        );
        _transfer(eur, terms, _signedTransfer(terms));
    }

    function test_aContractSignsThroughItsOwner() public {
        uint256 ownerKey = keyNamed("owner of a wallet");
        ContractWallet wallet = new ContractWallet(vm.addr(ownerKey));
        addWallet(BUYER, wallet, ownerKey);
        fund(eur, address(wallet), 700);

        Terms memory terms = _terms(0);
        terms.from = address(wallet);
        bytes memory byAnother = _signed("TransferWithAuthorization", terms, buyerKey);
        _expectBadSignature(terms.from);
        _transfer(eur, terms, byAnother);
        _transfer(eur, terms, _signed("TransferWithAuthorization", terms, ownerKey));
        assertEq(eur.balanceOf(address(wallet)), 0, "payer");
    }

    /* Cancelling */

    function test_aCancelledNonceIsNeverDelivered() public {
        Terms memory terms = _terms(0);
        bytes memory signature = _signedTransfer(terms);
        bytes memory cancellation = _signedCancellation(terms.nonce);
        // Also while the payer may not act: cancelling takes nothing from anyone.
        suspend(BUYER);
        vm.expectEmit(address(eur));
        emit ISettlementToken.AuthorizationCanceled(terms.from, terms.nonce);
        vm.prank(stranger());
        eur.cancelAuthorization(terms.from, terms.nonce, cancellation);
        reinstate(BUYER);
        assertTrue(eur.authorizationState(terms.from, terms.nonce), "used");
        _expectUsed(terms);
        _transfer(eur, terms, signature);
        _expectUsed(terms);
        eur.cancelAuthorization(terms.from, terms.nonce, cancellation);
    }

    function test_revertsWhenAStrangerCancels() public {
        bytes memory cancellation = _signedCancellation(bytes32(0));
        _expectBadSignature(account(SUPPLIER));
        eur.cancelAuthorization(account(SUPPLIER), bytes32(0), cancellation);
        _expectBadSignature(account(BUYER));
        eur.cancelAuthorization(account(BUYER), bytes32(uint256(1)), cancellation);
    }

    /* Nonces */

    function test_anyNumberIsANonce() public {
        uint256[7] memory nonces = [
            uint256(3),
            0,
            type(uint256).max,
            0x3ffe,
            0x3fff,
            0x4000,
            uint256(keccak256("at random"))
        ];
        for (uint256 i = 0; i < nonces.length; ++i) {
            Terms memory terms = _terms(nonces[i]);
            bytes memory signature = _signedTransfer(terms);
            _transfer(eur, terms, signature);
            _expectUsed(terms);
            _transfer(eur, terms, signature);
        }
        assertFalse(eur.authorizationState(account(BUYER), bytes32(uint256(1))), "left out");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 7 * 700, "payee");
    }

    function test_afterTheCeilingTheBitmapGoesOn() public {
        ISettlementToken.PaymentItem[] memory items = new ISettlementToken.PaymentItem[](0x400);
        for (uint256 i = 0; i < items.length; ++i) items[i].payee = account(SUPPLIER);
        for (uint256 i = 0; i < 0x10; ++i) {
            vm.prank(account(BUYER));
            eur.payBatch(i * 0x400, items);
        }
        assertEq(eur.holdingOf(account(BUYER)).nextNonce, 0x3fff, "ceiling");
        assertTrue(eur.authorizationState(account(BUYER), bytes32(uint256(0x3ffe))), "below");
        assertTrue(eur.authorizationState(account(BUYER), bytes32(uint256(0x3fff))), "at");
        assertFalse(eur.authorizationState(account(BUYER), bytes32(uint256(0x4000))), "above");
        assertEq(eur.balanceOf(account(BUYER)), FUNDS, "payer");
    }

    /// @dev Any order of uses and cancellations agrees with the plain set of what was used.
    function testFuzz_noncesAgreeWithAPlainSet(uint8[12] calldata order, uint16 base) public {
        bool[16] memory used;
        for (uint256 i = 0; i < order.length; ++i) {
            uint256 nonce = order[i] % 16;
            Terms memory terms = _terms(nonce + (base % 3 == 0 ? base : 0));
            if (used[nonce]) _expectUsed(terms);
            if (order[i] < 128) _transfer(eur, terms, _signedTransfer(terms));
            else eur.cancelAuthorization(terms.from, terms.nonce, _signedCancellation(terms.nonce));
            used[nonce] = true;
            for (uint256 j = 0; j < 16; ++j) {
                bytes32 each = bytes32(j + (base % 3 == 0 ? base : 0));
                assertTrue(eur.authorizationState(account(BUYER), each) == used[j], "state");
            }
        }
    }

    /* Permits */

    function test_aPermitAllowsOnce() public {
        (uint8 v, bytes32 r, bytes32 s) = _permit(timeNow());
        eur.permit(account(BUYER), stranger(), 50, timeNow(), v, r, s);
        assertEq(eur.allowance(account(BUYER), stranger()), 50, "allowance");
        vm.prank(stranger());
        eur.transferFrom(account(BUYER), account(SUPPLIER), 50);
        assertEq(eur.nonces(account(BUYER)), 1, "nonce");
        (bool done, ) = address(eur).call(
            abi.encodeCall(eur.permit, (account(BUYER), stranger(), 50, timeNow(), v, r, s))
        );
        assertFalse(done, "a second time");
    }

    function test_revertsWhenAPermitHasRunOutOrComesFromAnotherChain() public {
        (uint8 v, bytes32 r, bytes32 s) = _permit(timeNow() - 1);
        expectError(abi.encodeWithSignature("ERC2612ExpiredSignature(uint256)", timeNow() - 1));
        eur.permit(account(BUYER), stranger(), 50, timeNow() - 1, v, r, s);
        (v, r, s) = _permit(timeNow());
        vm.chainId(4711);
        (bool done, ) = address(eur).call(
            abi.encodeCall(eur.permit, (account(BUYER), stranger(), 50, timeNow(), v, r, s))
        );
        assertFalse(done, "on another chain");
    }

    function _terms(uint256 nonce) private view returns (Terms memory) {
        return
            Terms({
                from: account(BUYER),
                to: account(SUPPLIER),
                value: 700,
                validAfter: OPENING - 1,
                validBefore: OPENING + 1 hours,
                nonce: bytes32(nonce)
            });
    }

    function _signedTransfer(Terms memory terms) private view returns (bytes memory) {
        return _signed("TransferWithAuthorization", terms, buyerKey);
    }

    function _signed(
        string memory type_,
        Terms memory terms,
        uint256 key
    ) private view returns (bytes memory) {
        string memory fields =
            "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)";
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(bytes(string.concat(type_, fields))),
                terms.from,
                terms.to,
                terms.value,
                terms.validAfter,
                terms.validBefore,
                terms.nonce
            )
        );
        return signatureOf(key, typedDataDigest("Guildhall EUR", address(eur), structHash));
    }

    function _signedCancellation(bytes32 nonce) private view returns (bytes memory) {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("CancelAuthorization(address authorizer,bytes32 nonce)"),
                account(BUYER),
                nonce
            )
        );
        return signatureOf(buyerKey, typedDataDigest("Guildhall EUR", address(eur), structHash));
    }

    function _permit(uint256 deadline) private view returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(
                    "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
                ),
                account(BUYER),
                stranger(),
                50,
                eur.nonces(account(BUYER)),
                deadline
            )
        );
        return vm.sign(buyerKey, typedDataDigest("Guildhall EUR", address(eur), structHash));
    }

    function _transfer(SettlementToken token, Terms memory terms, bytes memory signature) private {
        token.transferWithAuthorization(
            terms.from,
            terms.to,
            terms.value,
            terms.validAfter,
            terms.validBefore,
            terms.nonce,
            signature
        );
    }

    function _receive(Terms memory terms, bytes memory signature) private {
        eur.receiveWithAuthorization(
            terms.from,
            terms.to,
            terms.value,
            terms.validAfter,
            terms.validBefore,
            terms.nonce,
            signature
        );
    }

    function _expectUsed(Terms memory terms) private {
        expectError(
            abi.encodeWithSelector(ISettlementToken.Token_NonceUsed.selector, terms.from, terms.nonce)
        );
    }

    function _expectBadSignature(address signer) private {
        expectError(abi.encodeWithSelector(ISettlementToken.Token_BadSignature.selector, signer));
    }
}
